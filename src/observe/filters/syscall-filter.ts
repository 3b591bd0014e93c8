import * as z from 'zod';
import type { Fact } from '../../lab/observation/fact.ts';
import type { CallAnswer, CallAnswers } from '../../lab/observation/filters.ts';
import { syscallsOf } from '../../lab/observation/syscall-table.ts';
import { unknown } from '../unknown.ts';
import { press } from './call-answers.ts';

/** `linux.seccomp` of the OCI runtime specification, as far as it says what is answered. */
const FilterSchema = z.nullable(
  z.object({
    defaultAction: z.string(),
    defaultErrnoRet: z.number().nullish(),
    syscalls: z
      .array(
        z.object({
          names: z.array(z.string()),
          action: z.string(),
          errnoRet: z.number().nullish(),
          args: z.array(z.unknown()).nullish(),
        }),
      )
      .nullish()
      .transform((rules) => rules ?? []),
  }),
);

/** What libseccomp calls the actions: seccomp_rule_add(3). */
const actions: Readonly<Record<string, CallAnswer>> = {
  SCMP_ACT_ALLOW: 'allow',
  SCMP_ACT_LOG: 'log',
  SCMP_ACT_NOTIFY: 'notify',
  SCMP_ACT_TRACE: 'trace',
  SCMP_ACT_TRAP: 'trap',
  SCMP_ACT_KILL: 'kill-thread',
  SCMP_ACT_KILL_THREAD: 'kill-thread',
  SCMP_ACT_KILL_PROCESS: 'kill-process',
};

/**
 * Reads the filter in the text of a bundle's `linux.seccomp` (`null`: none) for an architecture as uname(2) names it.
 * A call that some rule answers otherwise with some arguments is `by-arguments`. Of several rules for all arguments
 * one that lets through counts. What a rule says of names that the architecture does not have is left out.
 */
export function parseSyscallFilter(text: string, architecture: string): Fact<CallAnswers> {
  const table = syscallsOf(architecture);
  if (!table) return unknown(`the system calls of ${architecture} are not in Drydock’s table`, 'host-lacks');
  const parsed = FilterSchema.safeParse(parseJson(text));
  if (!parsed.success) return unknown('what its runtime was told to filter could not be read');
  const filter = parsed.data;
  if (filter === null) return { source: 'declared', value: unfiltered(table) };
  const always = new Map<string, CallAnswer>();
  const sometimes = new Map<string, Set<CallAnswer>>();
  for (const { names, action, errnoRet, args } of filter.syscalls) {
    const answer = answerOf(action, errnoRet);
    for (const name of names) {
      if (args && args.length > 0) sometimes.set(name, (sometimes.get(name) ?? new Set()).add(answer));
      else if (answer === 'allow' || !always.has(name)) always.set(name, answer);
    }
  }
  const byDefault = answerOf(filter.defaultAction, filter.defaultErrnoRet);
  const answers = table.map((name): readonly [string, CallAnswer] => {
    const rest = always.get(name) ?? byDefault;
    const some = sometimes.get(name) ?? new Set();
    return [name, [...some].some((answer) => answer !== rest) ? 'by-arguments' : rest];
  });
  const said = { filters: undefined, instructions: undefined, beyond: undefined, foreign: {} };
  return { source: 'declared', value: { ...said, ...press(new Map(answers)) } };
}

/** The answers to a process without a filter. */
export function unfiltered(table: readonly string[]): CallAnswers {
  const all = { known: table.length, usual: 'allow', unusual: {} } as const;
  return { filters: 0, instructions: 0, ...all, beyond: 'allow', foreign: {} };
}

/** EPERM where the profile names no number, as runtimes do. */
function answerOf(action: string, errno: number | null | undefined): CallAnswer {
  return action === 'SCMP_ACT_ERRNO' ? `errno ${errno ?? 1}` : (actions[action] ?? 'kill-process');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
