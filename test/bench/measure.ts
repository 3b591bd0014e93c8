import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { type Goal, NotHere, type Row, type Side, type Sides } from './row.ts';
import { type Summary, summarise } from './summary.ts';

export interface Measured {
  readonly id: string;
  readonly what: string;
  readonly beside: string;
  readonly unit: string;
  readonly goal: Row['goal'];
  readonly ours: Summary;
  readonly peer?: Summary;
  /** Why there is no peer, where there should be one. */
  readonly peerNotHere?: string;
  /** Of the quantile that the goal speaks of. */
  readonly ratio?: number;
  /** Absent where there is no goal, or nothing to hold it against. */
  readonly isMet?: boolean;
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

/** How long one row may take unless said, and how long to end what it began. */
const [rowMs, endMs] = [900_000, 60_000];

/**
 * Both sides in turns, ours first in every other round (A B B A), after one round of each that does not count: what
 * makes the machine slow for a while makes both slow. A row that cannot be measured says why; it rejects never.
 */
export async function measure(row: Row, rounds: number, deadlineMs = rowMs): Promise<Measured | Unmeasured> {
  const { id, what, beside } = row;
  const signal = AbortSignal.timeout(Math.ceil(deadlineMs));
  const before = loadavg()[0] ?? 0;
  try {
    const sides = await openWithin(signal, row);
    try {
      return await measureSides(row, sides, rounds, before, signal);
    } finally {
      await ended(sides[Symbol.asyncDispose]());
    }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { id, what, beside, why: error instanceof NotHere ? words : `it broke off: ${words}` };
  }
}

async function measureSides(
  row: Row,
  sides: Sides,
  rounds: number,
  before: number,
  signal: AbortSignal,
): Promise<Measured> {
  const { id, what, beside, unit = 'ms', goal } = row;
  const times = { ours: [] as number[], peer: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    const order = round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const);
    for (const name of order) {
      const side = sides[name];
      if (!side) continue;
      await within(signal, sides.prepare?.() ?? Promise.resolve());
      const took = await within(signal, timed(side, signal));
      if (round >= 0) times[name].push(took);
    }
  }
  const ours = summarise(times.ours);
  const peer = sides.peer && summarise(times.peer);
  const ratio = peer && ours[goal.quantile ?? 'median'] / peer[goal.quantile ?? 'median'];
  const isMet = judgeGoal(goal, ours[goal.quantile ?? 'median'], ratio);
  const spans = Object.entries(sides.spans?.() ?? {}).map(([name, all]) => [name, summarise(all).median]);
  return {
    id,
    what,
    beside,
    unit,
    goal,
    ours,
    ...(peer && { peer }),
    ...(sides.peerNotHere !== undefined && { peerNotHere: sides.peerNotHere }),
    ...(ratio !== undefined && { ratio }),
    ...(isMet !== undefined && { isMet }),
    load: [before, loadavg()[0] ?? 0],
    spans: Object.fromEntries(spans),
  };
}

/** Whether a goal is met; undefined where nobody can tell. */
export function judgeGoal(goal: Goal, ours: number, ratio: number | undefined): boolean | undefined {
  const judged = [
    ...(goal.ours === undefined ? [] : [ours <= goal.ours]),
    ...(goal.ratio === undefined ? [] : [ratio === undefined ? undefined : ratio <= goal.ratio]),
  ];
  if (judged.includes(false)) return false;
  return judged.length === 0 || judged.includes(undefined) ? undefined : true;
}

/** What was still being opened at the deadline is ended once it is there. */
async function openWithin(signal: AbortSignal, row: Row): Promise<Sides> {
  const opening = row.open(signal);
  try {
    return await within(signal, opening);
  } catch (error) {
    await ended(opening.then((sides) => sides[Symbol.asyncDispose]()).catch(() => undefined));
    throw error;
  }
}

/** What hangs while it ends must not keep the other rows waiting. */
async function ended(ending: PromiseLike<void>): Promise<void> {
  await Promise.race([ending, wait(endMs, undefined, { ref: false })]);
}

/** Rejects at the deadline, whether the work heeds it or not. */
async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = () => reject(new Error('it took longer than a row may'));
  signal.addEventListener('abort', late, { once: true });
  if (signal.aborted) late();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', late);
  }
}

async function timed(side: Side, signal: AbortSignal): Promise<number> {
  const since = performance.now();
  const measured = await side(signal);
  return typeof measured === 'number' ? measured : performance.now() - since;
}
