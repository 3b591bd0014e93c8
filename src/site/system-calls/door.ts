/** What a profile does with one system call, and what would change it. */

import { errnoNames, errnoNumbers } from '../../lab/observation/errno.ts';
import type { Machine } from '../../lab/seccomp/audit-arch.ts';
import { conditionWords } from '../../lab/seccomp/condition-words.ts';
import { type FilterContext, namesOf, whyNotHere } from '../../lab/seccomp/filter-plan.ts';
import type { Profile } from '../../lab/seccomp/profile-schema.ts';
import { answerOfReturn, returnOf } from '../../lab/seccomp/return-value.ts';

export interface Door {
  readonly kind: 'open' | 'by-arguments' | 'refused';
  /** In few words: `allowed`, `refused (EPERM)`, `some arguments`. */
  readonly short: string;
  /** What else there is to say, in half a sentence; empty where nothing. */
  readonly more: string;
  /** Capabilities any of which opens it where it is not open, without `CAP_`. */
  readonly openedBy: readonly string[];
}

type Rule = NonNullable<Profile['syscalls']>[number];
const isAllowing = ({ action, errnoRet }: Rule) => answerOfReturn(returnOf(action, errnoRet)) === 'allow';
const hasConditions = ({ args }: Rule) => (args?.length ?? 0) > 0;

/** For a profile that allows or refuses by an errno, as Docker's does. */
export function doorOf(profile: Profile, name: string, context: FilterContext): Door {
  const about = (profile.syscalls ?? []).filter(
    (rule) => namesOf(rule).includes(name) && isForMachine(rule, context.machine),
  );
  const active = about.filter((rule) => whyNotHere(rule, context) === undefined);
  const unconditional = active.find((rule) => !hasConditions(rule));
  const conditional = active.filter((rule) => hasConditions(rule) && isAllowing(rule));
  const openedBy = about
    .filter((rule) => isAllowing(rule) && !hasConditions(rule) && !active.includes(rule))
    .flatMap(({ includes }) => (includes?.caps?.length ? [shortNames(includes.caps).join(' and ')] : []));
  const kernel = active.find((rule) => isAllowing(rule) && rule.includes?.minKernel)?.includes?.minKernel;
  const held = active.find((rule) => isAllowing(rule) && rule.includes?.caps?.length)?.includes?.caps ?? [];
  if (unconditional && isAllowing(unconditional)) {
    const plain = active.some(
      (rule) => isAllowing(rule) && !rule.includes?.caps?.length && !rule.includes?.minKernel,
    );
    const by = openedBy.length > 0 ? `, before with ${openedBy.join(' or ')}` : '';
    const more = plain
      ? ''
      : kernel
        ? `from Linux ${kernel}${by}`
        : `with ${shortNames(held).join(' and ')}, which Docker gives`;
    return { kind: 'open', short: 'allowed', more, openedBy: plain || kernel ? [] : shortNames(held) };
  }
  const opened = openedBy.length > 0 ? `allowed with ${openedBy.join(' or ')}` : '';
  if (conditional.length > 0) {
    const where = conditional.map((rule) => (rule.args ?? []).map(wordsOf).join(' and ')).join(', or ');
    const more = `where ${where}${opened && `; ${opened}`}`;
    return { kind: 'by-arguments', short: 'some arguments', more, openedBy };
  }
  const { action, errnoRet } = unconditional ?? {
    action: profile.defaultAction,
    errnoRet: profile.defaultErrnoRet,
  };
  const number = returnOf(action, errnoRet) & 0xffff;
  const errno = errnoNames.find((each) => errnoNumbers[each] === number) ?? `errno ${number}`;
  return { kind: 'refused', short: `refused (${errno})`, more: opened, openedBy };
}

const shortNames = (caps: readonly string[]) => caps.map((name) => name.replace(/^CAP_/, ''));

const wordsOf = ({ index, op, value, valueTwo }: NonNullable<Rule['args']>[number]) =>
  conditionWords({ index, op, value: BigInt(value), valueTwo: BigInt(valueTwo ?? 0) });

const isForMachine = ({ includes, excludes }: Rule, machine: Machine): boolean =>
  !excludes?.arches?.includes(machine) && (!includes?.arches?.length || includes.arches.includes(machine));
