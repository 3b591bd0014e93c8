import { h, type JSX } from 'preact';
import type { Subject } from '../model/subject.ts';
import type { XrayView } from '../model/xray-view.ts';
import { drawRails } from './draw-rails.ts';
import { drawSubject, type PartName, partNames } from './draw-subject.ts';
import { drawTables } from './draw-tables.ts';
import type { DrawOptions } from './parts.ts';

/** What of a view is drawn, and what is marked. */
export interface XrayOptions {
  readonly parts?: readonly PartName[];
  /** By the key of the subject. */
  readonly of?: (subject: Subject) => DrawOptions;
  /** Lines between the containers; false where one is shown alone. */
  readonly rails?: boolean;
  readonly tables?: boolean;
}

/** The picture of an observation: a column for each container, then the lines between them, then the tables. */
export function drawXray(view: XrayView, options: XrayOptions = {}): JSX.Element {
  const { rails = true, tables = true } = options;
  return h('div', { class: 'x' }, [
    drawLegend(options.parts),
    drawSubjects(view.subjects, options),
    rails && view.subjects.length > 0
      ? h('div', { class: 'x-maps' }, [
          drawRails(view.namespaces, 'Who shares which namespace'),
          view.networks.rails.length > 0 ? drawRails(view.networks, 'Who shares which network') : null,
        ])
      : null,
    tables ? drawTables(view.subjects) : null,
  ]);
}

/** Containers side by side, their parts in rows; one below the other where it is narrow. */
export function drawSubjects(
  subjects: readonly Subject[],
  { parts = partNames, of = () => ({}) }: XrayOptions = {},
): JSX.Element {
  return h(
    'div',
    { class: 'x-subjects', 'data-slim': hasGrid(parts) ? undefined : '' },
    subjects.map((subject) => drawSubject(subject, parts, of(subject))),
  );
}

/** Whether one of the parts is a grid of names, which needs more room than lines do. */
function hasGrid(parts: readonly PartName[]): boolean {
  return parts.includes('may') || parts.includes('says');
}

/** What the fills mean. Not for the ear, to which each cell says it in words. */
export function drawLegend(parts: readonly PartName[] = partNames): JSX.Element {
  return h('p', { class: 'x-legend', 'aria-hidden': 'true' }, [
    h('span', null, [h('i', { class: 'x-cap', 'data-level': 'held' }), 'held, open, writable']),
    h('span', null, [
      h('i', { class: 'x-cap', 'data-level': 'reachable' }),
      'in reach, or with some arguments',
    ]),
    h('span', null, [h('i', { class: 'x-cap', 'data-level': 'gone' }), 'out of reach, closed']),
    parts.includes('may')
      ? h('span', null, [
          h('i', { class: 'x-cap', 'data-level': 'held', 'data-beyond': '' }),
          'beyond Docker’s default',
        ])
      : null,
  ]);
}
