import type { Engine } from './engine.ts';

/** How copies of containers, in which programs are tried, are told from what else is on an engine. */
export interface Copies {
  /** What the copies of one question carry, and nothing else does; `name` is the beginning of their names. */
  ofOneQuestion(): { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  /** Removes copies of this home that a process left behind which has ended since. */
  removeAbandoned(
    engine: Pick<Engine, 'inspectContainers' | 'removeLabelled'>,
    signal: AbortSignal,
  ): Promise<void>;
}
