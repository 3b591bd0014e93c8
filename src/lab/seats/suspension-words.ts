/** What a reader is told of a seat that was suspended because nobody was there. */
import type { SuspensionView } from '../wire/labs.ts';

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** `8 hours`, `1 minute`: in the biggest unit of which it is at least one, rounded down. */
export function spanWords(ms: number): string {
  const [name, size] = units.find(([, each]) => ms >= each) ?? units[3];
  const count = Math.floor(ms / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** One or two sentences; undefined where the seat goes on as it was, so that there is nothing to tell. */
export function suspensionWords({ as, afterMs = 0 }: SuspensionView): string | undefined {
  if (as === 'paused') return undefined;
  return `Your seat was stopped after ${spanWords(afterMs)} without anyone there. Its files are as you left them; shells have ended.`;
}
