import { h, type JSX } from 'preact';
import { countOf } from '../model/fact.ts';
import type { Identity, SeenId } from '../model/identity.ts';
import type { Subject } from '../model/subject.ts';
import { cell, type DrawOptions, ifKnown, part, say, sign } from './parts.ts';

/** Who it is: the ids inside, the ids on the host, and what stands between them. */
export function drawIdentity({ identity }: Subject, options: DrawOptions): JSX.Element {
  return part(
    'who',
    'Who it is',
    ifKnown(identity, (known) => [
      h('div', { class: 'x-ids' }, [
        ids('inside', known, 'inside', options),
        bridge(known),
        outside(known, options),
      ]),
      h('p', { class: 'x-line', ...cell('no-new-privileges', options) }, [
        sign('no-new-privileges', options),
        known.noNewPrivileges
          ? 'no_new_privs: no program it starts can gain privileges'
          : 'a program it starts may gain privileges',
      ]),
      known.others.length > 0 || known.processes > 1
        ? say([countOf(known.processes, 'process', 'processes'), ...known.others].join('; '))
        : null,
    ]),
    identity.source,
  );
}

function ids(where: string, { uid, gid }: Identity, side: keyof SeenId, options: DrawOptions): JSX.Element {
  const root = uid[side] === 0;
  return h('div', { class: 'x-id', 'data-root': root ? '' : undefined, ...cell('uid', options) }, [
    h('span', { class: 'x-id-where' }, where),
    h('b', null, [sign('uid', options), root ? 'root' : `uid ${uid[side]}`]),
    h('span', null, `${root ? 'uid 0, ' : ''}gid ${gid[side]}`),
  ]);
}

function bridge({ mapped, sandboxed }: Identity): JSX.Element {
  const words = sandboxed ? 'own kernel' : mapped ? 'mapped' : 'the same';
  return h('div', { class: 'x-bridge', 'data-solid': mapped || sandboxed ? '' : undefined }, words);
}

function outside(identity: Identity, options: DrawOptions): JSX.Element {
  if (!identity.sandboxed) return ids('on the host', identity, 'outside', options);
  return h('div', { class: 'x-id', 'data-hatched': '' }, [
    h('span', { class: 'x-id-where' }, 'on the host'),
    h('b', null, 'not told'),
    h('span', null, 'no id of its own'),
  ]);
}
