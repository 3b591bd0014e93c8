/** The picture again as tables: every fact by name, each with where it comes from. */
import { type ComponentChildren, h, type JSX } from 'preact';
import { knownOf } from '../model/fact.ts';
import { setNames } from '../model/powers.ts';
import type { Subject } from '../model/subject.ts';
import type { FactRow } from '../rows/fact-row.ts';
import { opennessWords } from './draw-syscalls.ts';
import { heard } from './parts.ts';

/** A fold with the tables, a column for each subject. */
export function drawTables(subjects: readonly Subject[]): JSX.Element {
  return h('details', { class: 'x-details' }, [
    h('summary', null, ['As tables', heard(`: ${subjects.map(({ label }) => label).join(', ')}`)]),
    scroller('Facts', factTable(subjects)),
    subjects.some(({ powers }) => powers.source !== 'unknown')
      ? scroller('Capabilities', capabilityTable(subjects))
      : null,
    subjects.some(({ syscalls }) => syscalls.source !== 'unknown')
      ? scroller('Notable system calls', syscallTable(subjects))
      : null,
  ]);
}

function scroller(label: string, children: ComponentChildren): JSX.Element {
  // What scrolls must be reachable by keyboard.
  return h('div', { class: 'x-scroll', role: 'group', 'aria-label': label, tabIndex: 0 }, children);
}

function headRow(first: string, subjects: readonly Subject[], last?: string): JSX.Element {
  return h('thead', null, [
    h('tr', null, [
      h('th', { scope: 'col' }, first),
      ...subjects.map(({ label, key }) => h('th', { scope: 'col', key }, label)),
      last === undefined ? null : h('th', { scope: 'col' }, last),
    ]),
  ]);
}

function factTable(subjects: readonly Subject[]): JSX.Element {
  const labels = [...new Set(subjects.flatMap(({ rows }) => rows.map(({ label }) => label)))];
  const rowOf = ({ rows }: Subject, label: string) => rows.find((row) => row.label === label);
  return h('table', null, [
    h('caption', null, 'Facts, and who says them'),
    headRow('Fact', subjects),
    h(
      'tbody',
      null,
      labels.map((label) =>
        h('tr', { key: label }, [
          h('th', { scope: 'row' }, label),
          ...subjects.map((subject) => h('td', { key: subject.key }, factCell(rowOf(subject, label)))),
        ]),
      ),
    ),
  ]);
}

function factCell(row: FactRow | undefined): ComponentChildren {
  if (row === undefined) return 'none';
  if (row.source === 'unknown') return `unknown: ${row.reason ?? ''}`;
  return [
    ...row.lines.map(({ text, of, names }) =>
      h('span', { class: 'x-cell-line', key: text + of }, [
        of === '' ? text : `${text} (${of})`,
        names && names.length > 0 ? h('small', null, ` ${names.join(' ')}`) : null,
      ]),
    ),
    h('small', { class: 'x-cell-source' }, row.source),
  ];
}

function capabilityTable(subjects: readonly Subject[]): JSX.Element {
  const all = subjects.map(({ powers }) => knownOf(powers)?.all);
  const first = all.find((powers) => powers !== undefined) ?? [];
  return h('table', null, [
    h('caption', null, 'Capabilities of the first process, by the sets that they are in'),
    headRow('Capability', subjects, 'lets a process'),
    h(
      'tbody',
      null,
      first.map(({ name, words }) =>
        h('tr', { key: name }, [
          h('th', { scope: 'row' }, name),
          ...all.map((powers) => {
            const sets = powers?.find((power) => power.name === name)?.sets;
            const said = setNames.filter((set) => sets?.includes(set)).join(', ');
            return h('td', null, sets === undefined ? 'unknown' : said || 'in none');
          }),
          h('td', null, words),
        ]),
      ),
    ),
  ]);
}

function syscallTable(subjects: readonly Subject[]): JSX.Element {
  const all = subjects.map(({ syscalls }) => knownOf(syscalls)?.notable);
  const first = all.find((calls) => calls !== undefined) ?? [];
  return h('table', null, [
    h('caption', null, 'Notable system calls, by the filter of the container'),
    headRow('System call', subjects, 'lets a process'),
    h(
      'tbody',
      null,
      first.map(({ name, words }) =>
        h('tr', { key: name }, [
          h('th', { scope: 'row' }, name),
          ...all.map((calls) => {
            const openness = calls?.find((call) => call.name === name)?.openness;
            return h('td', null, openness === undefined ? 'unknown' : opennessWords[openness]);
          }),
          h('td', null, words),
        ]),
      ),
    ),
  ]);
}
