/** The lines of a profile's text, each with the rule that it is of, in words. */
import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { syscallNumbersOf } from '../observation/syscall-table.ts';
import { conditionWords } from './condition-words.ts';
import { type FilterLine, partName } from './filter-line.ts';
import { type FilterContext, type FilterPlan, namesOf } from './filter-plan.ts';
import type { Profile } from './profile-schema.ts';
import { returnOf, returnWords } from './return-value.ts';

export function profileLines(
  text: string,
  { profile, tree }: { readonly profile: Profile; readonly tree: Node },
  plan: FilterPlan,
  { machine }: FilterContext,
): readonly FilterLine[] {
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length - 1;
  const linesOf = (path: (string | number)[]): readonly number[] => {
    const found = findNodeAtLocation(tree, path);
    // The key of a value stands before it, in the property that is its parent.
    const node = found?.parent?.type === 'property' ? found.parent : found;
    if (!node) return [];
    const first = lineOf(node.offset);
    return Array.from({ length: lineOf(node.offset + node.length) - first + 1 }, (_, index) => first + index);
  };
  const lines: FilterLine[] = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => ({ text: line, words: 'A bracket of the profile.' }));
  const tell = (path: (string | number)[], about: Omit<FilterLine, 'text'>) => {
    for (const line of linesOf(path)) lines[line] = { ...about, text: lines[line]?.text ?? '' };
  };
  tell(['syscalls'], { words: 'The rules.' });
  for (const key of ['defaultAction', 'defaultErrnoRet'])
    tell([key], { part: 'default', words: `Where no rule answers, ${returnWords(plan.byDefault)}.` });
  for (const key of ['architectures', 'archMap'])
    tell([key], { part: 'architecture', words: architectureWords(plan) });
  const numbers = syscallNumbersOf(machine);
  for (const [index, rule] of (profile.syscalls ?? []).entries()) {
    const part = partName(index);
    tell(['syscalls', index], { part, words: ruleWords(rule, index, plan) });
    for (const [place, name] of namesOf(rule).entries()) {
      const number = numbers?.get(name);
      const path = ['syscalls', index, ...(rule.name ? ['name'] : ['names', place])];
      const [line = -1, ...more] = linesOf(path);
      // Several names on one line are about no single call.
      const isAlone = more.length === 0 && (lines[line]?.text.match(/"/g)?.length ?? 0) <= 2;
      if (isAlone)
        tell(path, {
          part,
          call: name,
          words:
            number === undefined
              ? `Linux on ${machine} has no call ${name}: the program leaves it out.`
              : `${name} is call ${number} of ${machine}.`,
        });
    }
  }
  return lines;
}

function architectureWords({ architectures, leftOut }: FilterPlan): string {
  const names = architectures.map(({ name }) => name).join(' and ');
  return leftOut.length === 0
    ? `The program is for ${names}.`
    : `The program is for ${names}. ${leftOut.join(' and ')} would have parts of their own, which are left out here.`;
}

function ruleWords(
  { action, errnoRet, name, names }: NonNullable<Profile['syscalls']>[number],
  index: number,
  { idle, architectures }: FilterPlan,
): string {
  const why = idle.get(index);
  if (why !== undefined) return `This rule is not in the program: ${why}.`;
  const calls = namesOf({ name, names });
  const which = calls.length <= 3 ? calls.join(' or ') : `one of ${calls.length} calls`;
  const planned = architectures[0]?.rules.filter(({ rule }) => rule === index) ?? [];
  const conditions = planned
    .map((alternative) => alternative.conditions.map(conditionWords).join(' and '))
    .filter(Boolean);
  const where = conditions.length === 0 ? '' : ` and ${conditions.join(', or ')}`;
  return `Where the call is ${which}${where}, ${returnWords(returnOf(action, errnoRet))}.`;
}
