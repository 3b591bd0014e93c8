/**
 * Which rules of a profile become a program, for one machine, kernel and set of capabilities: as the Engine picks them
 * (`setupSeccomp` of moby/profiles) and as runc and libseccomp take them.
 * https://github.com/moby/profiles/blob/seccomp/v0.2.3/seccomp/seccomp_linux.go
 * https://github.com/opencontainers/runc/blob/main/libcontainer/seccomp/seccomp_linux.go
 */
import { syscallNumbersOf } from '../observation/syscall-table.ts';
import { compiledArchitectures, isCompiled, type Machine, nativeOf } from './audit-arch.ts';
import type { Profile } from './profile-schema.ts';
import { pfcAction, returnOf } from './return-value.ts';

export interface FilterContext {
  readonly machine: Machine;
  /** The bounding set of the container, with `CAP_`. */
  readonly capabilities: ReadonlySet<string>;
  /** Two numbers of the kernel, such as `6.12`. */
  readonly kernel: string;
}

/** A comparison of an argument, 64 bits without a sign. `valueTwo` counts for SCMP_CMP_MASKED_EQ, whose mask is `value`. */
export interface Condition {
  readonly index: number;
  readonly op: string;
  readonly value: bigint;
  readonly valueTwo: bigint;
}

export interface NumberedCall {
  readonly name: string;
  readonly number: number;
}

/** A rule as it is compiled: what is returned for calls whose arguments meet all conditions. */
export interface PlannedRule {
  /** Its place in `syscalls`. */
  readonly rule: number;
  readonly calls: readonly NumberedCall[];
  readonly conditions: readonly Condition[];
  readonly returns: number;
}

export interface PlannedArchitecture {
  readonly name: string;
  readonly arch: number;
  readonly rules: readonly PlannedRule[];
}

export interface FilterPlan {
  readonly architectures: readonly PlannedArchitecture[];
  /** Architectures of the profile that are not compiled, since there is no table of their calls. */
  readonly leftOut: readonly string[];
  readonly byDefault: number;
  /** Why rules are in no program, by their place in `syscalls`. */
  readonly idle: ReadonlyMap<number, string>;
}

type Rule = NonNullable<Profile['syscalls']>[number];

/** `numberAt` gives the numbers of an argument, which may be larger than JavaScript's are exact. */
export function planFilter(
  profile: Profile,
  context: FilterContext,
  numberAt: (rule: number, argument: number, key: 'value' | 'valueTwo') => bigint,
): FilterPlan {
  const byDefault = returnOf(profile.defaultAction, profile.defaultErrnoRet);
  const idle = new Map<number, string>();
  const active = (profile.syscalls ?? []).flatMap((rule, index) => {
    const returns = returnOf(rule.action, rule.errnoRet);
    const why =
      whyNotHere(rule, context) ??
      (returns === byDefault ? `its action is the default, ${pfcAction(returns)}` : undefined);
    if (why !== undefined) idle.set(index, why);
    const conditions = (rule.args ?? []).map(({ index: of, op }, argument) => ({
      index: of,
      op,
      value: numberAt(index, argument, 'value'),
      valueTwo: numberAt(index, argument, 'valueTwo'),
    }));
    return why === undefined
      ? [{ rule: index, names: namesOf(rule), returns, alternatives: alternativesOf(conditions) }]
      : [];
  });
  const wanted = architecturesOf(profile, context.machine);
  const architectures = wanted.filter(isCompiled).map((token) => {
    const { name, machine, arch } = compiledArchitectures[token];
    const numbers = syscallNumbersOf(machine) ?? new Map<string, number>();
    /** Of rules for all arguments the first counts, and more than any for some arguments: db.c of libseccomp. */
    const whole = new Map<string, number>();
    for (const { rule, names, alternatives } of active)
      if (alternatives[0]?.length === 0)
        for (const each of names) if (!whole.has(each)) whole.set(each, rule);
    const rules = active.flatMap(({ rule, names, returns, alternatives }): PlannedRule[] => {
      const calls = [...new Set(names)].flatMap((each) => {
        const number = numbers.get(each);
        return number === undefined || (whole.get(each) ?? rule) !== rule ? [] : [{ name: each, number }];
      });
      if (calls.length === 0) return [];
      return alternatives.map((conditions) => ({
        rule,
        calls,
        conditions,
        returns,
      }));
    });
    return { name, arch, rules };
  });
  const used = new Set(architectures.flatMap(({ rules }) => rules.map(({ rule }) => rule)));
  for (const { rule } of active)
    if (!used.has(rule))
      idle.set(rule, 'no call of it is left: other architectures have them, or other rules');
  return { architectures, leftOut: wanted.filter((token) => !isCompiled(token)), byDefault, idle };
}

export const namesOf = ({ name, names }: Pick<Rule, 'name' | 'names'>): readonly string[] =>
  name ? [name] : (names ?? []);

/**
 * All conditions at once; where an argument has several, runc makes a rule of each condition: `matchCall`. A mask without
 * bits compares nothing, so libseccomp leaves it out, and what has no other condition is for all arguments.
 */
function alternativesOf(conditions: readonly Condition[]): readonly (readonly Condition[])[] {
  const isRepeated = new Set(conditions.map(({ index }) => index)).size < conditions.length;
  const alternatives = isRepeated ? conditions.map((condition) => [condition]) : [conditions];
  const compared = alternatives.map((all) =>
    all.filter(({ op, value }) => op !== 'SCMP_CMP_MASKED_EQ' || value !== 0n),
  );
  return compared.some(({ length }) => length === 0) ? [[]] : compared;
}

/** The native architecture is in every program of libseccomp: seccomp_init(3). */
function architecturesOf({ architectures, archMap }: Profile, machine: Machine): readonly string[] {
  const native = nativeOf(machine);
  const mapped = archMap?.find(({ architecture }) => architecture === native)?.subArchitectures ?? [];
  return [...new Set([native, ...(architectures ?? []), ...mapped])];
}

/** Why the Engine leaves a rule out; undefined where it does not. */
export function whyNotHere(
  { includes, excludes }: Pick<Rule, 'includes' | 'excludes'>,
  { machine, capabilities, kernel }: FilterContext,
): string | undefined {
  const held = excludes?.caps?.find((name) => capabilities.has(name));
  if (held !== undefined) return `it is for containers without ${held}`;
  if (excludes?.arches?.includes(machine)) return `it is not for ${machine}`;
  if (excludes?.minKernel && isAtLeast(kernel, excludes.minKernel))
    return `it is for kernels before ${excludes.minKernel}`;
  const lacking = includes?.caps?.find((name) => !capabilities.has(name));
  if (lacking !== undefined) return `it needs ${lacking}, which the container does not have`;
  if (includes?.arches?.length && !includes.arches.includes(machine))
    return `it is for ${includes.arches.join(', ')}`;
  if (includes?.minKernel && !isAtLeast(kernel, includes.minKernel))
    return `it needs Linux ${includes.minKernel}`;
  return undefined;
}

function isAtLeast(kernel: string, wanted: string): boolean {
  const [major = 0, minor = 0] = kernel.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
