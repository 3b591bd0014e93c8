import { h, type JSX } from 'preact';
import type { Subject } from '../model/subject.ts';
import type { Openness, Syscalls } from '../model/syscalls.ts';
import { cell, type DrawOptions, ifKnown, part, say, sign } from './parts.ts';

export const opennessWords: Readonly<Record<Openness, string>> = {
  open: 'open',
  conditional: 'with some arguments',
  closed: 'closed',
};

/** What it may say to the kernel: how many of the system calls, and which of the notable ones. */
export function drawSyscalls({ syscalls }: Subject, options: DrawOptions): JSX.Element {
  return part(
    'says',
    'What it may say to the kernel',
    ifKnown(syscalls, (known) => [
      tally(known, options),
      h(
        'div',
        { class: 'x-calls', role: 'img', 'aria-label': `Notable system calls: ${spoken(known)}.` },
        h(
          'div',
          { 'aria-hidden': 'true' },
          known.notable.map(({ name, words, openness }) =>
            h(
              'span',
              {
                class: 'x-call',
                'data-level': openness,
                title: `${name}: ${words}. ${opennessWords[openness]}`,
                ...cell(`call/${name}`, options),
              },
              [sign(`call/${name}`, options), name],
            ),
          ),
        ),
      ),
      known.ownFilters > 0
        ? say(`Its program has put ${known.ownFilters} more over it, which may close more.`)
        : null,
    ]),
    syscalls.source,
  );
}

function tally({ open, conditional, closed, known, filtering }: Syscalls, options: DrawOptions): JSX.Element {
  const share = (count: number) => ({ inlineSize: `${((100 * count) / known).toFixed(2)}%` });
  return h('div', { class: 'x-filter', ...cell('filter', options) }, [
    h('p', { class: 'x-tally' }, [
      h('span', null, [sign('filter', options), h('b', null, String(open)), ` of ${known} open`]),
      conditional > 0 ? h('span', null, [h('b', null, String(conditional)), ' with some arguments']) : null,
      h('span', null, filtering ? [h('b', null, String(closed)), ' closed'] : 'no filter'),
    ]),
    h('div', { class: 'x-meter', 'aria-hidden': 'true' }, [
      h('span', { class: 'x-meter-open', style: share(open) }),
      conditional > 0 ? h('span', { class: 'x-meter-some', style: share(conditional) }) : null,
    ]),
  ]);
}

function spoken({ notable }: Syscalls): string {
  return (['open', 'conditional', 'closed'] as const)
    .flatMap((openness) => {
      const names = notable.filter((call) => call.openness === openness).map(({ name }) => name);
      return names.length > 0 ? [`${opennessWords[openness]}: ${names.join(', ')}`] : [];
    })
    .join('; ');
}
