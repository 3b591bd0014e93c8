import * as z from 'zod';
import { known, quantity, untold } from './quantity.ts';

/** What a tried program printed: what follows `word` at the beginning of a line; all of it where no word is given. */
export const printed = quantity({
  kind: 'printed',
  fields: { probe: z.string(), word: z.string().optional() },
  read({ probe, word }, _, { probes }) {
    const result = probes[probe];
    if (!result) return untold({ reason: 'it was not tried', cause: 'not-yet' });
    const { exitCode, stdout, stderr, error, cause = 'not-seen' } = result;
    if (exitCode !== 0 || stdout === undefined) {
      const reason = error ?? stderr?.trim() ?? '';
      return untold({ reason: reason || 'the program that was asked failed', cause });
    }
    const value = word === undefined ? stdout.trim() : wordBehind(word, stdout);
    return value === undefined
      ? untold({ reason: `no line that begins with “${word}” was printed`, cause: 'not-seen' })
      : known(value);
  },
});

/** The word behind another that begins a line. */
export function wordBehind(word: string, text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  return lines.find(([first]) => first === word)?.[1];
}
