import { h, type JSX } from 'preact';
import type { Subject } from '../model/subject.ts';
import { drawIdentity } from './draw-identity.ts';
import { drawPowers } from './draw-powers.ts';
import { drawOrigin, drawReach, drawUse, drawWrites } from './draw-resources.ts';
import { drawSyscalls } from './draw-syscalls.ts';
import type { DrawOptions } from './parts.ts';

/** The parts in which a container is shown, in their order. */
export const partDrawings = {
  who: drawIdentity,
  may: drawPowers,
  says: drawSyscalls,
  uses: drawUse,
  writes: drawWrites,
  from: drawOrigin,
  reaches: drawReach,
} as const;

export type PartName = keyof typeof partDrawings;
export const partNames = Object.keys(partDrawings) as readonly PartName[];

/** One container: a column of the X-ray. */
export function drawSubject(subject: Subject, parts: readonly PartName[], options: DrawOptions): JSX.Element {
  return h(
    'div',
    {
      class: 'x-subject',
      role: 'group',
      key: subject.key,
      'aria-label': subject.label,
      style: { gridRow: `span ${parts.length + 1}` },
    },
    [
      h('header', { class: 'x-head' }, [
        h('p', { class: 'x-name' }, subject.label),
        h('p', { class: 'x-state', 'data-running': subject.running ? '' : undefined }, [
          subject.state,
          subject.privileged ? h('b', { class: 'x-flag' }, 'privileged') : null,
        ]),
        h('p', { class: 'x-words' }, sentence(subject.words)),
      ]),
      ...parts.map((name) => partDrawings[name](subject, options)),
    ],
  );
}

function sentence(words: readonly string[]): string {
  const text = words.join('; ');
  return text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}
