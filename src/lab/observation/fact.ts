/** What is known, where it comes from, and why something is not known. */

/**
 * Where a fact comes from. `kernel`: the kernel that runs the process. `sandbox`: a kernel in user space,
 * asked from inside. `declared`: the Engine's word. `unknown`: could not be seen, with the reason.
 */
export type FactSource = 'kernel' | 'sandbox' | 'declared' | 'unknown';

/**
 * Why a fact is unknown. `host-lacks`: this machine shows it to nobody, whatever is done in the containers. `not-seen`:
 * what runs in them kept it from being seen, or nobody knows why it was not. `not-yet`: it was not looked at so far.
 */
export const unknownCauses = ['host-lacks', 'not-seen', 'not-yet'] as const;
export type UnknownCause = (typeof unknownCauses)[number];

export interface Unknown {
  readonly source: 'unknown';
  /** Completes "…, since": what was there, and what would let it be seen. */
  readonly reason: string;
  readonly cause: UnknownCause;
}

/** A fact and where it comes from. */
export type Fact<T> = { readonly source: Exclude<FactSource, 'unknown'>; readonly value: T } | Unknown;
