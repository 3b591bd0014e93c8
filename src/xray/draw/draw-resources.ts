import { h, type JSX } from 'preact';
import type { Count } from '../model/origin.ts';
import type { Subject } from '../model/subject.ts';
import type { Gauge } from '../model/use.ts';
import { cell, type DrawOptions, ifKnown, part, say, sign } from './parts.ts';

/** What it may use: a bar for each limit; without one the bar has no end. */
export function drawUse({ use }: Subject, options: DrawOptions): JSX.Element {
  return part(
    'uses',
    'What it may use',
    ifKnown(use, (gauges) => gauges.map((gauge) => bar(gauge, options))),
    use.source,
  );
}

function bar({ key, label, part: share, limited, used, limit }: Gauge, options: DrawOptions): JSX.Element {
  const figure = used === '' ? limit : limited ? `${used} of ${limit}` : `${used}, ${limit}`;
  return h('div', { class: 'x-gauge', ...cell(`use/${key}`, options) }, [
    h('span', { class: 'x-gauge-label' }, [sign(`use/${key}`, options), label]),
    h('span', { class: 'x-gauge-bar', 'data-limited': limited ? '' : undefined, 'aria-hidden': 'true' }, [
      share === undefined ? null : h('span', { style: { inlineSize: `${(100 * share).toFixed(1)}%` } }),
    ]),
    h('span', { class: 'x-gauge-figure' }, figure),
  ]);
}

/** What it can write: the root and each mount of its own. */
export function drawWrites({ rootReadOnly, places }: Subject, options: DrawOptions): JSX.Element {
  return part(
    'writes',
    'What it can write',
    [
      ifKnown(rootReadOnly, (readOnly) => place('/', readOnly, 'its root', 'root', options)),
      places.source === 'unknown' &&
      rootReadOnly.source === 'unknown' &&
      places.reason === rootReadOnly.reason
        ? null
        : ifKnown(places, (all) =>
            all.map(({ path, readOnly, kind }) => place(path, readOnly, kind, `place/${path}`, options)),
          ),
    ],
    rootReadOnly.source,
  );
}

function place(
  path: string,
  readOnly: boolean,
  kind: string,
  name: string,
  options: DrawOptions,
): JSX.Element {
  return h('p', { class: 'x-place', 'data-writable': readOnly ? undefined : '', ...cell(name, options) }, [
    h('code', null, [sign(name, options), path]),
    h('span', null, kind),
    h('b', null, readOnly ? 'read-only' : 'writable'),
  ]);
}

/** What it was made from. */
export function drawOrigin({ image, runtime, origin, content }: Subject, options: DrawOptions): JSX.Element {
  const counts = (all: readonly Count[]) =>
    h(
      'dl',
      { class: 'x-counts' },
      all.map(({ label, value, names }) =>
        h('div', { title: names.join('\n') || undefined, ...cell(`count/${label}`, options) }, [
          h('dt', null, [sign(`count/${label}`, options), label]),
          h('dd', null, value),
        ]),
      ),
    );
  return part('from', 'What it was made from', [
    h('p', { class: 'x-line', ...cell('runtime', options) }, [
      h('code', null, image),
      ' under ',
      h('code', null, runtime),
      sign('runtime', options),
    ]),
    ifKnown(origin, (made) => counts([...made, ...(content.source === 'unknown' ? [] : content.value)])),
    content.source === 'unknown' ? say(`What is in it is unknown: ${content.reason}.`) : null,
  ]);
}

/** Whom it can reach, and who can reach it. */
export function drawReach({ networks, published, listening }: Subject, options: DrawOptions): JSX.Element {
  const line = (name: string, label: string, values: readonly string[]) =>
    h('p', { class: 'x-reach', ...cell(name, options) }, [
      h('span', null, [sign(name, options), label]),
      h('span', null, values.length === 0 ? 'nothing' : values.map((value) => h('code', null, value))),
    ]);
  return part('reaches', 'Whom it can reach', [
    line('networks', 'networks', networks),
    ifKnown(listening, (sockets) => line('listening', 'listens on', sockets)),
    line('published', 'published', published),
    networks.includes('none') ? say('It has no network: nothing but itself.') : null,
  ]);
}
