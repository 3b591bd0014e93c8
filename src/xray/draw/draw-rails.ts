import { h, type JSX } from 'preact';
import type { Rail, Rails } from '../model/rails.ts';

const columnWidth = 84;
const labelWidth = 96;
const laneHeight = 20;
const headHeight = 34;

/**
 * Nodes as columns, and for each thing a row in which a line joins those that share it. Who has one alone is a ring;
 * who shares is a filled dot on the line. Groups whose lines would lie over one another get lanes of their own.
 */
export function drawRails({ nodes, rails, words }: Rails, title: string): JSX.Element {
  const rows = rails.map((rail) => ({ rail, lanes: lanesOf(rail) }));
  const width = labelWidth + nodes.length * columnWidth;
  const height = headHeight + rows.reduce((sum, { lanes }) => sum + laneHeight * lanes.length + 4, 0) + 4;
  let top = headHeight;
  const drawn = rows.map(({ rail, lanes }) => {
    const at = top;
    top += laneHeight * lanes.length + 4;
    return drawRow(rail, lanes, at, width);
  });
  return h('div', { class: 'x-rails' }, [
    h('p', { class: 'x-part-title' }, title),
    // What scrolls must be reachable by keyboard.
    h('div', { class: 'x-rails-scroll', role: 'img', 'aria-label': 'Drawn; in words below.', tabIndex: 0 }, [
      h(
        'svg',
        {
          width,
          height,
          viewBox: `0 0 ${width} ${height}`,
          'aria-hidden': 'true',
        },
        [
          ...nodes.map(({ label, kind }, index) =>
            h('g', { key: `${label} ${index}` }, [
              h('line', {
                class: 'x-stem',
                'data-kind': kind,
                x1: centre(index),
                x2: centre(index),
                y1: headHeight - 10,
                y2: height,
              }),
              h(
                'text',
                { class: 'x-node', 'data-kind': kind, x: centre(index), y: headHeight - 18 },
                short(label),
              ),
            ]),
          ),
          ...drawn,
        ],
      ),
    ]),
    h(
      'ul',
      { class: 'x-rail-words' },
      words.map((text) => h('li', { key: text }, text)),
    ),
  ]);
}

function centre(index: number): number {
  return labelWidth + index * columnWidth + columnWidth / 2;
}

function short(label: string): string {
  return label.length > 11 ? `${label.slice(0, 10)}…` : label;
}

type Lane = readonly (readonly number[])[];

/** The groups of a rail in lanes, so that no line runs under a dot of another group. */
function lanesOf({ groups }: Rail): readonly Lane[] {
  const lanes: (readonly number[])[][] = [];
  for (const group of [...groups].sort((one, other) => other.length - one.length)) {
    const free = lanes.find((lane) => lane.every((other) => !overlap(group, other)));
    if (free) free.push(group);
    else lanes.push([group]);
  }
  return lanes.length === 0 ? [[]] : lanes;
}

function overlap(one: readonly number[], other: readonly number[]): boolean {
  return Math.min(...one) <= Math.max(...other) && Math.min(...other) <= Math.max(...one);
}

function drawRow({ label, hint }: Rail, lanes: readonly Lane[], top: number, width: number): JSX.Element {
  return h('g', { key: label }, [
    h('line', { class: 'x-rule', x1: 0, x2: width, y1: top - 2, y2: top - 2 }),
    h('text', { class: 'x-rail-label', x: 0, y: top + laneHeight / 2 + 4 }, [
      h('title', null, `${label}: ${hint}`),
      short(label),
    ]),
    ...lanes.flatMap((lane, index) =>
      lane.flatMap((group) => drawGroup(group, top + laneHeight * index + laneHeight / 2)),
    ),
  ]);
}

function drawGroup(group: readonly number[], y: number): readonly JSX.Element[] {
  const shared = group.length > 1;
  const line = shared
    ? [
        h('line', {
          class: 'x-rail',
          x1: centre(Math.min(...group)),
          x2: centre(Math.max(...group)),
          y1: y,
          y2: y,
        }),
      ]
    : [];
  return [
    ...line,
    ...group.map((index) =>
      h('circle', { class: shared ? 'x-dot' : 'x-ring', cx: centre(index), cy: y, r: shared ? 5.5 : 4.5 }),
    ),
  ];
}
