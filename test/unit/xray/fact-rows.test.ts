import { expect, test } from 'vitest';
import type { Observation } from '../../../src/lab/observation/observation.ts';
import { unknownAsked } from '../../../src/observe/facts/asked-facts.ts';
import { factsOf } from '../../../src/xray/rows/observation-rows.ts';
import { makeObservation, makeObserved } from '../../fixtures/observed.ts';
import { sampleObservation, softState } from '../../fixtures/workspace-harness/sample-observation.ts';

function rowIn(observation: Observation, service: string, key: string) {
  const facts = factsOf(observation).find((one) => one.service === service);
  return facts?.rows.find((row) => row.key.endsWith(`/${key}`));
}

function texts(observation: Observation, service: string, key: string) {
  return rowIn(observation, service, key)?.lines.map((line) =>
    line.of === '' ? line.text : `${line.text}: ${line.of}`,
  );
}

const soft = sampleObservation(softState);

test('a set is counted and its names are told', () => {
  const row = rowIn(soft, 'web', 'caps.effective');
  expect(row?.lines[0]?.text).toBe('14');
  expect(row?.lines[0]?.names).toContain('NET_RAW');
  expect(texts(soft, 'web', 'caps.ambient')).toEqual(['0']);
});

test('where processes differ, each value names its processes', () => {
  expect(texts(soft, 'db', 'caps.effective')).toEqual(['0: postgres (pid 1)', '1: postgres (pid 9)']);
  expect(texts(soft, 'db', 'user')).toEqual(['uid 70, gid 70']);
});

test('every row says where it comes from, and why where nothing is known', () => {
  expect(rowIn(soft, 'web', 'seccomp')?.source).toBe('kernel');
  expect(rowIn(soft, 'db', 'user')?.source).toBe('sandbox');
  expect(rowIn(soft, 'db', 'root')?.source).toBe('declared');
  expect(rowIn(soft, 'db', 'mounts')).toMatchObject({
    source: 'unknown',
    reason: 'runsc keeps its own mount table, and it was not asked.',
  });
});

test('namespaces shared with the host are the ones with the host’s inode', () => {
  expect(rowIn(soft, 'web', 'namespaces')?.lines).toEqual([{ text: '2', of: '', names: ['time', 'user'] }]);
});

test('namespaces that two containers share, and the host does not, are named', () => {
  expect(rowIn(soft, 'web', 'neighbours')?.lines[0]).toMatchObject({
    text: 'with db',
    names: ['net'],
  });
});

test('mounts of its own are listed, those of every container are counted', () => {
  expect(texts(soft, 'web', 'mounts')).toEqual(['/data writable (ext4)', 'and 5 that every container has']);
});

test('limits read as people write them', () => {
  expect(texts(soft, 'web', 'memory')).toEqual(['64 MiB']);
  expect(texts(soft, 'web', 'cpus')).toEqual(['none']);
  expect(texts(soft, 'db', 'cpus')).toEqual(['0.5 CPUs']);
});

test('a mapped uid is told inside and outside', () => {
  const [web] = soft.containers;
  if (web === undefined || web.processes.source === 'unknown') throw new Error('no web');
  const [first] = web.processes.value;
  if (first === undefined) throw new Error('no process');
  const mapped = {
    ...first,
    uids: [100_000, 100_000, 100_000, 100_000] as const,
    uidMap: [{ inside: 0, outside: 100_000, length: 65_536 }],
  };
  const observation = {
    ...soft,
    containers: [{ ...web, processes: { source: 'kernel' as const, value: [mapped] } }],
  };
  expect(texts(observation, 'web', 'user')).toEqual(['uid 0 (root), on the host 100000, gid 0']);
});

test('what was asked for is a row where somebody asked, and what limits did where the kernel tells', () => {
  const kernel = <T>(value: T) => ({ source: 'kernel', value }) as const;
  const web = makeObserved('web', {
    limitEffects: {
      oomKills: kernel(1),
      pidsRefused: kernel(0),
      throttling: kernel({ periods: 9, throttled: 4, throttledMs: 80 }),
      swapBytes: kernel(0),
    },
    asked: {
      ...unknownAsked('it was not asked for', 'not-yet'),
      networks: kernel([
        { inode: 12, interfaces: ['lo', 'eth0'], addresses: ['10.0.0.2'], routes: [], listening: kernel([]) },
        {
          inode: 99,
          interfaces: ['lo', 'cable'],
          addresses: ['10.77.0.9'],
          routes: [],
          listening: kernel([]),
        },
      ]),
      bpfLinks: kernel([{ pid: 7, type: 'lsm' }]),
    },
  });
  const seen = makeObservation([web]);
  expect(texts(seen, 'web', 'limit-effects')).toEqual([
    '1 process killed for memory',
    '0 processes refused',
    'held back in 4 of 9 periods',
  ]);
  expect(texts(seen, 'web', 'network-namespaces')).toEqual(['net:[99]: lo, cable, 10.77.0.9']);
  expect(texts(seen, 'web', 'bpf-links')).toEqual(['lsm, by process 7']);
  const unasked = makeObservation([makeObserved('web')]);
  expect(rowIn(unasked, 'web', 'bpf-links')).toBeUndefined();
  expect(rowIn(unasked, 'web', 'network-namespaces')).toBeUndefined();
});
