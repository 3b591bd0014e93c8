/**
 * Looks at a seccomp profile before the engine does, which would only say that it could not decode it. The form is
 * that of `linux.seccomp` of the OCI runtime specification, with what Docker adds.
 */
import { isNode, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';

export interface ProfileFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

const action = z.enum([
  'SCMP_ACT_ALLOW',
  'SCMP_ACT_ERRNO',
  'SCMP_ACT_LOG',
  'SCMP_ACT_KILL',
  'SCMP_ACT_KILL_PROCESS',
  'SCMP_ACT_KILL_THREAD',
  'SCMP_ACT_TRAP',
  'SCMP_ACT_TRACE',
  'SCMP_ACT_NOTIFY',
]);
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
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const offset = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    return {
      message: `it is no JSON (${message.replace(/ ?\(line \d+ column \d+\)/, '')})`,
      ...placeOf(text, offset),
    };
  }
  const [issue] = profileSchema.safeParse(value).error?.issues ?? [];
  if (!issue) return undefined;
  const where = issue.path.length === 0 ? 'it' : issue.path.join('.');
  return { message: `${where}: ${issue.message}`, ...locate(text, issue.path) };
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** JSON is YAML, whose parser knows where things stand; where a step is not there, the last that is. */
function locate(text: string, path: readonly PropertyKey[]): { line: number; column: number } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      const { line, col } = lines.linePos(node.range[0]);
      return { line, column: col };
    }
  }
  return { line: 1, column: 1 };
}
