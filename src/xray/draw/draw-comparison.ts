import { h, type JSX } from 'preact';
import type { ComparedSubject } from '../model/comparison.ts';
import type { Subject } from '../model/subject.ts';
import { type PartName, partNames } from './draw-subject.ts';
import { drawTables } from './draw-tables.ts';
import { drawLegend, drawSubjects } from './draw-xray.ts';

/** Those compared side by side, what differs marked, and said in words before it. */
export function drawComparison(
  compared: readonly ComparedSubject[],
  parts: readonly PartName[] = partsThatDiffer(compared),
): JSX.Element {
  const marksOf = (subject: Subject) => compared.find((each) => each.subject === subject)?.marks;
  const first = compared[0]?.subject.label ?? '';
  return h('div', { class: 'x' }, [
    drawLegend(parts),
    ...compared
      .slice(1)
      .map(({ subject, words }) => drawChanges(`${subject.label}: what differs from “${first}”`, words)),
    drawSubjects(
      compared.map(({ subject }) => subject),
      {
        parts,
        of: (subject) => {
          const marks = marksOf(subject);
          return marks ? { marks } : {};
        },
      },
    ),
    drawTables(compared.map(({ subject }) => subject)),
  ]);
}

/** What changed, in words. */
export function drawChanges(title: string, words: readonly string[]): JSX.Element {
  return h('div', { class: 'x-changes' }, [
    h('p', null, title),
    words.length === 0
      ? h('p', { class: 'x-say' }, 'Nothing is otherwise.')
      : h(
          'ul',
          null,
          words.map((text) => h('li', { key: text }, text)),
        ),
  ]);
}

const partOfCell: readonly (readonly [RegExp, PartName])[] = [
  [/^(uid|gid|no-new-privileges)$/, 'who'],
  [/^cap\//, 'may'],
  [/^(filter|call\/)/, 'says'],
  [/^use\//, 'uses'],
  [/^(root$|place\/)/, 'writes'],
  [/^(runtime$|count\/)/, 'from'],
  [/^(networks|published|listening)$/, 'reaches'],
];

/** The parts in which something is marked; all of them where nothing is. */
function partsThatDiffer(compared: readonly ComparedSubject[]): readonly PartName[] {
  const cells = compared.flatMap(({ marks }) => [...marks.keys()]);
  const differing = new Set(
    cells.flatMap((name) => partOfCell.find(([pattern]) => pattern.test(name))?.[1] ?? []),
  );
  return differing.size === 0 ? partNames : partNames.filter((name) => differing.has(name));
}
