/** Rules as they are sent: labs that name no content are taken as they are now. */
import { type AssignmentPolicy, AssignmentPolicySchema } from '../../grades/policy/assignment-policy.ts';
import { readValue } from '../../grades/read-value.ts';
import { parseLabId } from '../../lab/lab-id.ts';
import type { GradingDesk } from '../../runner/replay/grading-desk.ts';

type Labs = Pick<GradingDesk, 'contentOf'>;
type Sent = Readonly<Record<string, unknown>>;

/** Throws `bad-assignment` with all that is wrong, and `not-found` where there is no such lab. */
export function readPolicy(grading: Labs, sent: Sent): AssignmentPolicy {
  const { labs } = sent;
  const filled = Array.isArray(labs) ? labs.map((each: unknown) => withContent(grading, each)) : labs;
  const policy = readValue(AssignmentPolicySchema, { ...sent, labs: filled }, 'the policy');
  for (const { lab } of policy.labs) grading.contentOf(lab);
  return policy;
}

/** What is otherwise for one person, with the lab that stands for another as it is now. */
export function fillChange(grading: Labs, { by, ...change }: Sent): Sent {
  return by === undefined ? change : { ...change, by: withContent(grading, by) };
}

function withContent(grading: Labs, each: unknown): unknown {
  if (typeof each !== 'object' || each === null || 'contentHash' in each || !('lab' in each)) return each;
  return typeof each.lab === 'string'
    ? { ...each, contentHash: grading.contentOf(parseLabId(each.lab)) }
    : each;
}
