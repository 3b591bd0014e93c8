import type { UnknownCause } from './fact.ts';

/** The result of something tried: declared in a manifest as data, done, and kept with its time. */
export interface ProbeResult {
  readonly id: string;
  readonly kind: 'http' | 'exec' | 'reach';
  readonly at: string;
  readonly durationMs: number;
  /** Undefined when it could not be tried at all; then `error` says why. */
  readonly status?: number | undefined;
  readonly body?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
  readonly error?: string | undefined;
  /** More was printed than is kept: the end is. */
  readonly truncated?: boolean | undefined;
  /** The name of the container, where its service has several that run; `replicas` is what the others gave. */
  readonly container?: string | undefined;
  readonly replicas?: readonly ProbeResult[] | undefined;
  /** What came of a connection: it was made; refused by whoever is there; or nothing arrived. */
  readonly reached?: 'arrived' | 'refused' | 'shut' | undefined;
  /** What was drawn for this try: `{{nonce}}` in the probe and in what is expected of it. */
  readonly nonce?: string | undefined;
  /** Why there is an error, where it is not that what was tried failed. */
  readonly cause?: UnknownCause | undefined;
}
