import { h, type JSX } from 'preact';
import type { Power, PowerLevel, Powers } from '../model/powers.ts';
import type { Subject } from '../model/subject.ts';
import { cell, type DrawOptions, ifKnown, part, say, sign } from './parts.ts';

export const levelWords: Readonly<Record<PowerLevel, string>> = {
  held: 'held',
  ready: 'permitted, not effective',
  reachable: 'could be gained',
  gone: 'out of reach',
};

/** What it may: every capability by its name, lit by the strongest set that it is in. */
export function drawPowers({ powers }: Subject, options: DrawOptions): JSX.Element {
  return part(
    'may',
    'What it may',
    ifKnown(powers, (known) => [
      tally(known),
      h(
        'div',
        { class: 'x-caps', role: 'img', 'aria-label': `Capabilities: ${spoken(known)}.` },
        // What is in an image is no part of it to some screen readers, and forty-one cells to others.
        h(
          'div',
          { 'aria-hidden': 'true' },
          known.all.map((power) => tile(power, options)),
        ),
      ),
      known.others > 0 ? say(`${known.others} of its other processes hold other sets; see the table.`) : null,
    ]),
    powers.source,
  );
}

function tally({ all, counts, sealed }: Powers): JSX.Element {
  const more = all.filter(({ level }) => level === 'ready' || level === 'reachable').length;
  return h('p', { class: 'x-tally' }, [
    h('span', null, [h('b', null, String(counts.effective)), ' held']),
    h('span', null, [
      h('b', null, String(more)),
      sealed && more > 0 ? ' in reach, but sealed' : ' could be gained',
    ]),
    h('span', null, [h('b', null, String(all.length - counts.effective - more)), ' out of reach']),
  ]);
}

function tile(power: Power, options: DrawOptions): JSX.Element {
  const name = `cap/${power.name}`;
  const more = power.sets.filter((set) => set === 'inheritable' || set === 'ambient');
  return h(
    'span',
    {
      class: 'x-cap',
      'data-level': power.level,
      'data-beyond': power.beyondDefault ? '' : undefined,
      title: `CAP_${power.name}: may ${power.words}. ${levelWords[power.level]}${power.sets.length > 0 ? ` (${power.sets.join(', ')})` : ''}`,
      ...cell(name, options),
    },
    [
      sign(name, options),
      power.name,
      more.length > 0 ? h('sup', null, more.map((set) => set[0]).join('')) : null,
    ],
  );
}

function spoken({ all }: Powers): string {
  const parts = (['held', 'ready', 'reachable'] as const).flatMap((level) => {
    const names = all.filter((power) => power.level === level).map(({ name }) => name);
    return names.length > 0 ? [`${names.length} ${levelWords[level]}: ${names.join(', ')}`] : [];
  });
  return parts.length === 0
    ? `all ${all.length} out of reach`
    : [...parts, 'the rest out of reach'].join('; ');
}
