/**
 * Values that differ from learner to learner. They are drawn from a seed and the lab's id alone, so that a
 * replay has the learner's own; whoever lacks the seed cannot compute them. `{{name}}` in a lab's files and
 * in texts of its manifest stands for a value.
 */
import * as z from 'zod';
import { ownValue } from './own-value.ts';

export const VarSpecSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('word') }),
  z.strictObject({ kind: z.literal('number'), min: z.number().int(), max: z.number().int() }),
  z.strictObject({ kind: z.literal('pick'), from: z.array(z.string()).min(1) }),
]);
export type VarSpec = z.output<typeof VarSpecSchema>;
export type Vars = Readonly<Record<string, string>>;

/** How a lab declares them: `greeting: vary.word()`. */
export const vary = {
  /** Two syllable pairs, pronounceable: `mira-toba`. */
  word: () => ({ kind: 'word' }) as const,
  number: (min: number, max: number) => ({ kind: 'number', min, max }) as const,
  /** An unprivileged user id, 10000 to 59999. */
  uid: () => ({ kind: 'number', min: 10_000, max: 59_999 }) as const,
  pick: (...from: string[]) => ({ kind: 'pick', from }) as const,
};

/** The seed of the values that the book itself shows: files in prose, and transcripts as they were recorded. */
export const bookSeed = 'first-proof';

/** A stream of numbers in [0, 1) that a text decides: FNV-1a seeds a mulberry32 generator. */
function* numbersOf(text: string): Generator<number, never> {
  let state = 0x811c9dc5;
  for (const char of text) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
  for (;;) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}

const consonants = 'bdfgklmnprstvz';
const vowels = 'aeiou';

/** The values of a learner: the same seed, lab and name always give the same value. */
export function makeVars(specs: Readonly<Record<string, VarSpec>>, lab: string, seed: string): Vars {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, makeVar(spec, numbersOf(`${seed}\n${lab}\n${name}`))]),
  );
}

function makeVar(spec: VarSpec, numbers: Generator<number, never>): string {
  const draw = (size: number) => Math.floor(numbers.next().value * size);
  switch (spec.kind) {
    case 'word': {
      const pair = () => `${consonants[draw(consonants.length)]}${vowels[draw(vowels.length)]}`;
      return `${pair()}${pair()}-${pair()}${pair()}`;
    }
    case 'number':
      return String(spec.min + draw(spec.max - spec.min + 1));
    case 'pick':
      return spec.from[draw(spec.from.length)] ?? '';
  }
}

/** Puts values in the place of `{{name}}`. Names that are no variable of the lab stay as they are. */
export function fillVars(text: string, vars: Vars): string {
  return text.replaceAll(
    /\{\{([a-z][a-z0-9_]*)\}\}/g,
    (whole, name: string) => ownValue(vars, name) ?? whole,
  );
}

/** The same with every text in a piece of data. */
export function fillAll(data: unknown, vars: Vars): unknown {
  if (typeof data === 'string') return fillVars(data, vars);
  if (Array.isArray(data)) return data.map((each) => fillAll(each, vars));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, fillAll(value, vars)]));
}
