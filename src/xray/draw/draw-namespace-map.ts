import { h, type JSX } from 'preact';
import type { NamespaceMap, NamespaceOwner } from '../model/namespace-map.ts';
import { drawRails } from './draw-rails.ts';

/** Processes of a container by namespace, as rails, and under them who owns what, as a table. */
export function drawNamespaceMap({ rails, owners }: NamespaceMap): JSX.Element {
  return h('div', { class: 'x x-namespace-map' }, [
    drawRails(rails, 'Who is in which namespace'),
    h('p', { class: 'x-part-title' }, 'Which user namespace owns which'),
    owners.source === 'unknown'
      ? h('p', { class: 'x-unknown' }, `unknown: ${owners.reason}`)
      : // What scrolls must be reachable by keyboard.
        h('div', { class: 'x-scroll', role: 'group', 'aria-label': 'Owners', tabIndex: 0 }, [
          h('table', null, [
            h('thead', null, [
              h(
                'tr',
                null,
                ['user namespace', 'its root, on the host', 'owns'].map((name) =>
                  h('th', { scope: 'col', key: name }, name),
                ),
              ),
            ]),
            h('tbody', null, owners.value.map(ownerRow)),
          ]),
        ]),
  ]);
}

function ownerRow({ label, root, owns }: NamespaceOwner): JSX.Element {
  return h('tr', { key: label }, [
    h('th', { scope: 'row' }, label),
    h('td', null, root),
    h('td', null, owns.length === 0 ? 'none of these' : owns.map((one) => h('div', { key: one }, one))),
  ]);
}
