/** What the proof of a lab found. See *Proof* in docs/authoring.md. */
import type { ErrorReport } from '../../lab/errors.ts';
import type { Spans } from '../../lab/wire/spans.ts';

/** The rules that a lab is held to; each has a broken lab under test/fixtures that it catches. */
export const proofRules = [
  'start-guards-hold',
  'start-fails-a-check',
  'no-check-errs',
  'solution-passes',
  'mistake-is-caught',
  'mistake-is-caught-by-its-check',
  'accepted-passes',
  'service-removed-is-caught',
  'edits-apply',
  'every-check-can-fail',
  'failures-are-told',
  'fake-is-caught',
  'reset-leaves-nothing',
  'transcripts-are-true',
  'states-come-up',
  'grants-cover-states',
  'grants-are-used',
] as const;
export type ProofRule = (typeof proofRules)[number];

/** One way in which a lab does not keep its promise. */
export interface ProofProblem {
  readonly rule: ProofRule;
  /** The state, or the transcript's chapter and line. */
  readonly where: string;
  /** What was seen and what was wanted, in one or two sentences. */
  readonly message: string;
}

export interface LabProof {
  readonly id: string;
  readonly ok: boolean;
  /** What broke the proof off: trouble of ours, which says nothing of the lab. */
  readonly trouble?: ErrorReport;
  /** The kind of seat; `none` where no seat of this machine can run the lab, with the reason under `skipped`. */
  readonly seat: string;
  /** Whether containers and builds were kept from reaching out of the machine, which an engine of others' cannot do. */
  readonly network: 'cut' | 'open';
  readonly start: boolean;
  readonly solution: boolean;
  readonly accepts: readonly { readonly name: string; readonly ok: boolean }[];
  readonly mistakes: readonly { readonly name: string; readonly ok: boolean }[];
  readonly reset: boolean;
  readonly transcripts: { readonly checked: number; readonly ok: boolean };
  /** Checks that were skipped, with the reason of each. */
  readonly skipped: readonly { readonly check: string; readonly reason: string }[];
  readonly problems: readonly ProofProblem[];
  readonly durationMs: number;
  /** Where its time went, in all states together. */
  readonly spans?: Spans;
}
