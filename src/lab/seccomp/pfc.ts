/**
 * Pseudo filter code of a plan, in the style of libseccomp's `seccomp_export_pfc`, in the order of our compiler, with a
 * comment for each rule. libseccomp compares the halves of an argument one after the other; here a comparison is one line.
 */
import { auditArch, x32Bit } from './audit-arch.ts';
import { conditionCode, conditionWords } from './condition-words.ts';
import { type FilterLine, partName } from './filter-line.ts';
import type { FilterPlan, PlannedArchitecture, PlannedRule } from './filter-plan.ts';
import { killThread, pfcAction, returnWords } from './return-value.ts';

export function pseudoCode({ architectures, byDefault }: FilterPlan): readonly FilterLine[] {
  return [
    ...architectures.flatMap((architecture) => ofArchitecture(architecture, byDefault)),
    frame('architecture', '# invalid architecture action', 'A call made as any other architecture.'),
    action('architecture', '', killThread),
  ];
}

const frame = (part: string, text: string, words: string): FilterLine => ({ part, text, words });

function action(part: string, indent: string, value: number, call?: string): FilterLine {
  const words = returnWords(value);
  const sentence = `${words[0]?.toUpperCase()}${words.slice(1)}.`;
  return { part, call, text: `${indent}action ${pfcAction(value)};`, words: sentence };
}

function ofArchitecture({ name, arch, rules }: PlannedArchitecture, byDefault: number): FilterLine[] {
  const x32 =
    arch === auditArch.x86_64
      ? [
          frame(
            'x32',
            `  if ($syscall >= ${x32Bit})`,
            'Numbers of x32, which have the architecture of x86_64.',
          ),
          action('x32', '    ', killThread),
        ]
      : [];
  return [
    frame('architecture', `# filter for arch ${name} (${arch})`, `What follows is for ${name}.`),
    frame('architecture', `if ($arch == ${arch})`, `A call that is made as ${name}.`),
    ...x32,
    ...rules.flatMap(ofRule),
    frame('default', '  # default action', 'A call that no rule has answered.'),
    action('default', '  ', byDefault),
  ];
}

function ofRule({ rule, calls, conditions, returns }: PlannedRule): FilterLine[] {
  const part = partName(rule);
  const answer = pfcAction(returns);
  return [
    frame(part, `  # syscalls[${rule}]: ${answer}`, `The rule at place ${rule} of the profile’s syscalls.`),
    ...calls.flatMap(({ name, number }) => [
      {
        ...frame(part, `  # filter for syscall "${name}" (${number})`, `${name} has the number ${number}.`),
        call: name,
      },
      { ...frame(part, `  if ($syscall == ${number})`, `The call is ${name}.`), call: name },
      ...conditions.map((condition, depth) => ({
        ...frame(
          part,
          `${'  '.repeat(depth + 2)}if (${conditionCode(condition)})`,
          `It goes on where ${conditionWords(condition)}.`,
        ),
        call: name,
      })),
      action(part, '  '.repeat(conditions.length + 2), returns, name),
    ]),
  ];
}
