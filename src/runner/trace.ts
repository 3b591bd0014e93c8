/** Where the time of a job, a check or a proof goes, so that what is slow is measured and not guessed. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { LabId } from '../lab/lab-id.ts';
import type { JobKind } from '../lab/wire/jobs.ts';
import type { Spans } from '../lab/wire/spans.ts';

/**
 * `seat`: found and its workbench opened · `files`: brought in and out, laid out, kept · `gate`: read and judged, without
 * what Compose takes · `shell`: one that somebody waits for comes first · `config`: Compose reads · `up`: Compose builds and starts · `wait`: until services are ready ·
 * `compare`: what runs against what was allowed · `down`: taken down · `steps`: of a state · `observe` · `judge` ·
 * `store` · `tell`: who listens
 */
export type SpanName =
  | 'seat'
  | 'files'
  | 'gate'
  | 'shell'
  | 'config'
  | 'up'
  | 'wait'
  | 'compare'
  | 'down'
  | 'steps'
  | 'observe'
  | 'judge'
  | 'store'
  | 'tell';

/** One job, check or proof that has ended. */
export interface Trace {
  readonly lab: LabId;
  readonly what: JobKind | 'check' | 'proof';
  /** Milliseconds from its begin to its end. */
  readonly ms: number;
  readonly spans: Spans;
}

class Measured {
  readonly ms = new Map<string, number>();
  /** Time within a span that belongs to another one. */
  inner = 0;

  add(name: SpanName, ms: number): void {
    this.ms.set(name, (this.ms.get(name) ?? 0) + ms);
  }

  get spans(): Spans {
    return Object.fromEntries([...this.ms].map(([name, ms]) => [name, Math.round(ms * 10) / 10]));
  }
}

/** Carried along with the work, since it is of no concern to anything that the work passes through. */
const current = new AsyncLocalStorage<Measured>();

/** Measures the spans of `work`, which can ask for what there is so far; `tell` hears of them when it has ended. */
export async function trace<T>(
  of: Pick<Trace, 'lab' | 'what'>,
  tell: ((trace: Trace) => void) | undefined,
  work: (spans: () => Spans) => Promise<T>,
): Promise<T> {
  const measured = new Measured();
  const since = performance.now();
  try {
    return await current.run(measured, () => work(() => measured.spans));
  } finally {
    tell?.({ ...of, ms: performance.now() - since, spans: measured.spans });
  }
}

/** Counts the time of a part of the work that is traced. Parts within it count for themselves, not for it. */
export async function span<T>(name: SpanName, work: () => T | Promise<T>): Promise<T> {
  const measured = current.getStore();
  if (!measured) return await work();
  const before = measured.inner;
  measured.inner = 0;
  const since = performance.now();
  try {
    return await work();
  } finally {
    const took = performance.now() - since;
    measured.add(name, took - measured.inner);
    measured.inner = before + took;
  }
}

/** Counts time of the span at hand as that of another one. */
export function countAs(name: SpanName, ms: number): void {
  const measured = current.getStore();
  measured?.add(name, ms);
  if (measured) measured.inner += ms;
}
