import { loadavg } from 'node:os';
import { NotHere, type Row, type Side } from './row.ts';
import { type Summary, summarise } from './summary.ts';

export interface Measured {
  readonly id: string;
  readonly what: string;
  readonly beside: string;
  readonly unit: string;
  readonly goal: Row['goal'];
  readonly ours: Summary;
  readonly peer?: Summary;
  /** Of the quantile that the goal speaks of. */
  readonly ratio?: number;
  readonly isMet: boolean;
  /** Before and after, of the last minute. */
  readonly load: readonly [number, number];
  /** What took how long of ours: medians, milliseconds. */
  readonly spans: Readonly<Record<string, number>>;
}

export interface Unmeasured {
  readonly id: string;
  readonly what: string;
  readonly beside: string;
  readonly why: string;
}

/** How long one row may take. */
const rowMs = 900_000;

/**
 * Both sides in turns, ours first in every other round (A B B A), after one round of each that does not count: what
 * makes the machine slow for a while makes both slow.
 */
export async function measure(row: Row, rounds: number): Promise<Measured | Unmeasured> {
  const { id, what, beside, unit = 'ms', goal } = row;
  const signal = AbortSignal.timeout(rowMs);
  const before = loadavg()[0] ?? 0;
  try {
    await using sides = await row.open(signal);
    const times = { ours: [] as number[], peer: [] as number[] };
    for (let round = -1; round < rounds; round++) {
      const order = round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const);
      for (const name of order) {
        const side = sides[name];
        if (!side) continue;
        await sides.prepare?.();
        const took = await timed(side, signal);
        if (round >= 0) times[name].push(took);
      }
    }
    const ours = summarise(times.ours);
    const peer = sides.peer && summarise(times.peer);
    const at = (summary: Summary) => summary[goal.quantile ?? 'median'];
    const ratio = peer && at(ours) / at(peer);
    const isMet =
      (goal.ratio === undefined || (ratio !== undefined && ratio <= goal.ratio)) &&
      (goal.ours === undefined || at(ours) <= goal.ours);
    const spans = Object.entries(sides.spans?.() ?? {}).map(([name, all]) => [name, summarise(all).median]);
    return {
      id,
      what,
      beside,
      unit,
      goal,
      ours,
      ...(peer && { peer }),
      ...(ratio !== undefined && { ratio }),
      isMet,
      load: [before, loadavg()[0] ?? 0],
      spans: Object.fromEntries(spans),
    };
  } catch (error) {
    if (!(error instanceof NotHere)) throw new Error(`The row ${id} could not be measured`, { cause: error });
    return { id, what, beside, why: error.message };
  }
}

async function timed(side: Side, signal: AbortSignal): Promise<number> {
  const since = performance.now();
  const measured = await side(signal);
  return measured ?? performance.now() - since;
}
