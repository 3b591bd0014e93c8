/** What the gate finds wrong with a compose file. A learner's mistake is a value here; who asks makes it an error. */
import type { KeyPath } from './json.ts';

export interface GateProblem {
  /** `malformed`: no compose file, or not one of ours to read. `refused`: a power that nobody granted, or gives. */
  readonly kind: 'malformed' | 'refused';
  readonly path: KeyPath;
  /** A part of the value as the learner wrote it, to find the entry of a list by. */
  readonly hint?: string | undefined;
  /** A sentence or two: what, and what it would give to whom. */
  readonly message: string;
  /** What to do instead. */
  readonly fix: string;
  /** Where it is, if that is no key of the compose file; `key` is one of that file. */
  readonly elsewhere?:
    | { readonly file: string; readonly line?: number; readonly column?: number; readonly key?: string }
    | undefined;
}

export const dotted = (path: KeyPath): string => path.filter((key) => typeof key === 'string').join('.');
