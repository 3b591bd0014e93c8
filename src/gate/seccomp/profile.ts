/**
 * Looks at a seccomp profile before the engine does, which would only say that it could not decode it. The form is
 * that of `linux.seccomp` of the OCI runtime specification, with what Docker adds.
 */
import { findNodeAtLocation, type ParseError, parse, parseTree, printParseErrorCode } from 'jsonc-parser';
import * as z from 'zod';

export interface ProfileFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

const actions = 'ALLOW ERRNO LOG KILL KILL_PROCESS KILL_THREAD TRAP TRACE NOTIFY'
  .split(' ')
  .map((name) => `SCMP_ACT_${name}`);
const action = z.enum(actions, 'expected an action such as SCMP_ACT_ALLOW or SCMP_ACT_ERRNO');
/** What else may stand in a profile is the engine's to judge; this much makes it one. */
const profileSchema = z.looseObject({
  defaultAction: action,
  syscalls: z
    .array(
      z.looseObject({
        names: z.array(z.string()).optional(),
        name: z.string().optional(),
        action,
        args: z.array(z.looseObject({ index: z.number().int().min(0).max(5), op: z.string() })).nullish(),
      }),
    )
    .nullish(),
});

/** What is wrong with a profile, and where; undefined where nothing is. Lines and columns count from 1. */
export function checkSeccompProfile(text: string): ProfileFault | undefined {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [broken] = errors;
  if (broken)
    return {
      message: `it is no JSON (${printParseErrorCode(broken.error)})`,
      ...placeOf(text, broken.offset),
    };
  const [issue] = profileSchema.safeParse(value).error?.issues ?? [];
  if (!issue) return undefined;
  const where = issue.path.length === 0 ? 'it' : issue.path.join('.');
  return { message: `${where}: ${issue.message}`, ...placeOf(text, offsetOf(text, issue.path)) };
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** Where a value stands; where it is not there, what it should stand in. */
function offsetOf(text: string, path: readonly PropertyKey[]): number {
  const root = parseTree(text);
  const steps = path.filter((step) => typeof step !== 'symbol');
  for (let length = steps.length; root && length > 0; length -= 1) {
    const node = findNodeAtLocation(root, steps.slice(0, length));
    if (node) return node.offset;
  }
  return 0;
}
