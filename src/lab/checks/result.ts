/** What a check says. See *A check's result* in docs/architecture.md. */
import * as z from 'zod';
import { unknownCauses } from '../observation/fact.ts';

export const checkStatuses = ['pass', 'fail', 'blocked', 'skip', 'error'] as const;

export const CheckResultSchema = z
  .object({
    /** The id in the manifest, of a check or a guard. */
    id: z.string(),
    /** The task that it belongs to; empty for guards and for checks of no task. */
    task: z.string(),
    title: z.string(),
    /**
     * `pass` and `fail` judge the learner's containers. `blocked`: a guard fails, so this was not judged.
     * `skip`: the host lacks something, ungraded, never zero; or it was not looked at yet. `error`: ours; it costs no
     * attempt.
     */
    status: z.enum(checkStatuses),
    guard: z.boolean(),
    /** What the check is worth; 0 of a guard and of an `edge`. What it earns is for a policy to say: `gradeCheck`. */
    points: z.number(),
    /** What it earns, and could, where a party works by itself. `of` is 0 where it is not counted. */
    earned: z.number(),
    of: z.number(),
    container: z.string().optional(),
    /** `nginx (pid 1 in the container)`: the process that was seen otherwise than expected. */
    process: z.string().optional(),
    observed: z.string(),
    expected: z.string(),
    /** One sentence that names the container, what was seen and what was wanted. */
    message: z.string(),
    /**
     * Why it could not be seen. `host-lacks`: skipped and not counted. `not-seen`: it fails. `not-yet`: skipped for
     * now, and counted.
     */
    unknown: z.enum(unknownCauses).optional(),
    /** Of an `error`, also that of the guard that blocks: what was thrown, with the places that it came through. */
    cause: z.string().optional(),
    /** Why it matters, in the author's words. */
    why: z.string().optional(),
    /** Where it is explained: a path of the book with its anchor. */
    readMore: z.string().optional(),
  })
  .meta({ id: 'CheckResult' });
export type CheckResult = z.output<typeof CheckResultSchema>;
export type CheckStatus = CheckResult['status'];
