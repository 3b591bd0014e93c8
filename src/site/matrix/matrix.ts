/** Which line of a compose file stopped which attack, as it was found out by running: `recorded/stack/matrix.json`. */
import * as z from 'zod';

const ids = z.array(z.string().min(1));

/** One line, taken out of the hardened stack and put alone into the soft one. */
const AblationSchema = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  /** Attacks that succeed on the hardened stack without it. */
  opened: ids,
  /** Attacks that fail on the soft stack with it alone. */
  stopped: ids,
});
export type Ablation = z.output<typeof AblationSchema>;

/** Two lines of which neither is needed: taken out of the hardened stack together. */
const PairSchema = z.strictObject({ lines: ids.length(2), opened: ids });
export type Pair = z.output<typeof PairSchema>;

export const MatrixSchema = z.strictObject({
  /** What it was run on, in words. */
  recordedOn: z.record(z.string(), z.string()),
  /** A hash of the files of both stacks and of the attacks: another one means that it has to be run again. */
  stacks: z.string().length(64),
  /** Each succeeds on the soft stack and fails on the hardened one. */
  attacks: z.array(z.strictObject({ id: z.string().min(1), title: z.string().min(1) })),
  lines: z.array(AblationSchema),
  pairs: z.array(PairSchema),
});
export type Matrix = z.output<typeof MatrixSchema>;

/** What a line is to an attack. */
export type Part = 'all' | 'needed' | 'alone' | 'either' | 'none';

export function partOf(
  { id, opened, stopped }: Ablation,
  attack: string,
  { lines, pairs }: Pick<Matrix, 'lines' | 'pairs'>,
): Part {
  const [isNeeded, isEnough] = [opened.includes(attack), stopped.includes(attack)];
  if (isNeeded) return isEnough ? 'all' : 'needed';
  if (isEnough) return 'alone';
  // What one of the two opens by itself says nothing of the other.
  const needed = lines.filter((line) => line.opened.includes(attack)).map((line) => line.id);
  const isOneOfTwo = pairs.some(
    (pair) =>
      pair.lines.includes(id) &&
      pair.opened.includes(attack) &&
      !pair.lines.some((line) => needed.includes(line)),
  );
  return isOneOfTwo ? 'either' : 'none';
}

export const partWords: Readonly<Record<Part, string>> = {
  all: 'stops it alone, and nothing else does',
  needed: 'is needed, together with other lines',
  alone: 'stops it alone, and so does another line',
  either: 'one of two is needed, together with other lines',
  none: 'does not count for it',
};
