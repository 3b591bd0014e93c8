/** A check of a manifest: what should be true of which part of which service, and what an author adds to it. */
import * as z from 'zod';
import { CheckNeedsSchema } from '../manifest/needs.ts';
import { ExpectationSchema } from '../matchers/expectation.ts';
import type { Unknown } from '../observation/fact.ts';
import type { Observation } from '../observation/observation.ts';

/**
 * `any`: one is enough. `named`: as comm of proc_pid_comm(5) says, at most 15 characters. `listening`: who holds a
 * socket that listens on this TCP port of the container's network, and so may be who answers there.
 */
const ProcessChoiceSchema = z.union([
  z.enum(['init', 'every', 'any']),
  z.strictObject({ named: z.string().min(1).max(15) }),
  z.strictObject({ listening: z.number().int().min(1).max(65_535) }),
]);
export type ProcessChoice = z.output<typeof ProcessChoiceSchema>;

export const CheckSchema = z.strictObject({
  /** Of the compose file; empty where a custom check names none. */
  service: z.string(),
  /** Which processes a matcher of processes looks at: the container's init, each one, any one, or those of a name. */
  processes: ProcessChoiceSchema,
  /** Absent where the check is `custom`. */
  expect: ExpectationSchema.optional(),
  /** The name of a function of the manifest: the escape from matchers as data. */
  custom: z.string().optional(),
  /** Instead of the one that the matcher makes. */
  title: z.string().optional(),
  /** What it is worth; guards are worth nothing. */
  points: z.number().int().nonnegative(),
  /** Why it matters: one sentence of the author's, shown when it fails. */
  why: z.string().optional(),
  /** Where it is explained: `/capabilities/#bounding`. */
  readMore: z.string().optional(),
  /** `level` holds now; `edge` was seen once in this run, and is never graded. */
  mode: z.enum(['level', 'edge']),
  /** Content with the Engine's word where the kernel's cannot be had. */
  acceptDeclared: z.boolean(),
  /** Of a guard: why it holds for a fake too, since nothing better can be asked. */
  fakeable: z.string().min(1).optional(),
  /** Where the machine has it not, the check is skipped with the reason. */
  needs: CheckNeedsSchema.optional(),
});
export type Check = z.output<typeof CheckSchema>;

/** What a custom check returns; what is `unknown` to it is judged by its cause. */
export type CustomVerdict =
  | { readonly ok: boolean; readonly observed: string; readonly expected: string }
  | { readonly unknown: Omit<Unknown, 'source'> };
export type CustomCheck = (observation: Observation, vars: Readonly<Record<string, string>>) => CustomVerdict;
