import { expect, it } from 'vitest';
import type { ObservedContainer } from '../../../src/lab/observation/observation.ts';
import { drawNamespaceMap } from '../../../src/xray/draw/draw-namespace-map.ts';
import { namespaceMapOf } from '../../../src/xray/model/namespace-map.ts';
import { renderDrawing } from '../../../src/xray/render.ts';
import { makeObservation, makeObserved, makeProcess } from '../../fixtures/observed.ts';

const owners = { 11: 1, 12: 1, 21: 5 };
/** An init in the host's user namespace, and a worker in one of its own that shares the network. */
const contained = (fields: Partial<ObservedContainer> = {}) => {
  const container = makeObserved('box');
  return makeObserved('box', {
    processes: {
      source: 'kernel',
      value: [
        makeProcess({
          pid: 4002,
          init: false,
          name: 'worker',
          namespaces: { pid: 21, net: 12, user: 5 },
          uidMap: [{ inside: 0, outside: 10001, length: 1 }],
        }),
        makeProcess({ pid: 4003, init: false, name: 'server', namespaces: { pid: 11, net: 12, user: 1 } }),
        makeProcess(),
      ],
    },
    asked: { ...container.asked, namespaceOwners: { source: 'kernel', value: owners } },
    ...fields,
  });
};
const mapOf = (container: ObservedContainer) => namespaceMapOf(container, makeObservation([container]));

it('has a column for each place, the first process first and those alike once', () => {
  const { rails } = mapOf(contained());
  expect(rails.nodes.map(({ label }) => label)).toEqual(['host', 'server', 'worker']);
  expect(rails.rails.find(({ label }) => label === 'net')?.groups).toEqual([[0], [1, 2]]);
  expect(rails.rails.find(({ label }) => label === 'mnt')?.groups).toEqual([]);
  expect(rails.words).toEqual([
    'server (uid 10001) is apart from host in pid and net',
    'worker (uid 0 inside, 10001 on the host) is apart from server in pid and user',
  ]);
});

it('tells of each user namespace whom its root is outside and what it owns', () => {
  expect(mapOf(contained()).owners).toEqual({
    source: 'kernel',
    value: [
      { label: 'that of the host', root: 'root', owns: ['pid of server', 'net of server and worker'] },
      { label: 'that of worker', root: 'uid 10001', owns: ['pid of worker'] },
    ],
  });
});

it('does not make root of an id that no line maps', () => {
  const process = makeProcess({ namespaces: { user: 7 }, uidMap: [] });
  const { owners: seen } = mapOf(contained({ processes: { source: 'kernel', value: [process] } }));
  expect(seen).toMatchObject({ value: [{ root: 'root' }, { root: 'nobody, as no line maps it', owns: [] }] });
});

it('says why owners are not known, and draws no table then', () => {
  const html = renderDrawing(drawNamespaceMap(mapOf(makeObserved())));
  expect(html).toContain('unknown: it was not asked for');
  expect(html).not.toContain('<table');
});
