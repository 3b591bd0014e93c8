import * as z from 'zod';
import type { Fact, SyscallFilter } from '../lab/observation.ts';
import { syscallsOf } from './syscall-table.ts';
import { unknown } from './unknown.ts';

/** `linux.seccomp` of the OCI runtime specification, as far as it says what is let through. */
const FilterSchema = z.nullable(
  z.object({
    defaultAction: z.string(),
    syscalls: z
      .array(
        z.object({ names: z.array(z.string()), action: z.string(), args: z.array(z.unknown()).nullish() }),
      )
      .nullish()
      .transform((rules) => rules ?? []),
  }),
);

/** What libseccomp calls the actions that let a call through: seccomp_rule_add(3). */
const lettingThrough = new Set(['SCMP_ACT_ALLOW', 'SCMP_ACT_LOG']);

/**
 * Reads the filter in the text of a bundle's `linux.seccomp` (`null`: none) for an architecture as uname(2) names it.
 * A call that some rule lets through only with some arguments is conditional. What a rule says of names that the
 * architecture does not have is left out.
 */
export function parseSyscallFilter(text: string, architecture: string): Fact<SyscallFilter> {
  const table = syscallsOf(architecture);
  if (!table) return unknown(`the system calls of ${architecture} are not in Drydock’s table`, 'host-lacks');
  const parsed = FilterSchema.safeParse(parseJson(text));
  if (!parsed.success) return unknown('what its runtime was told to filter could not be read');
  const filter = parsed.data;
  if (filter === null) return said({ filtering: false, known: table.length, closed: [], conditional: [] });
  const always = new Map<string, boolean>();
  const sometimes = new Map<string, boolean>();
  for (const { names, action, args } of filter.syscalls)
    for (const name of names) {
      const rules = args && args.length > 0 ? sometimes : always;
      rules.set(name, lettingThrough.has(action) || (rules.get(name) ?? false));
    }
  const byDefault = lettingThrough.has(filter.defaultAction);
  const isOpen = (name: string) => always.get(name) ?? byDefault;
  const isConditional = (name: string) => {
    const some = sometimes.get(name);
    return some !== undefined && some !== isOpen(name);
  };
  return said({
    filtering: true,
    known: table.length,
    closed: table.filter((name) => !isOpen(name) && !isConditional(name)),
    conditional: table.filter(isConditional),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function said(value: SyscallFilter): Fact<SyscallFilter> {
  return { source: 'declared', value };
}
