import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../../src/lab/observation/fact.ts';
import type {
  Observation,
  ObservedContainer,
  ObservedProcess,
} from '../../../../src/lab/observation/observation.ts';
import { compareObservations } from '../../../../src/lab/observation/observation-change.ts';
import { unknownAsked } from '../../../../src/observe/facts/asked-facts.ts';
import { unknownEffects } from '../../../../src/observe/proc/limit-effects.ts';
import { makeContainer } from '../../observe/fake-engine.ts';

const init: ObservedProcess = {
  pid: 100,
  parentPid: 1,
  innerPid: 1,
  init: true,
  name: 'nginx',
  argv: ['nginx'],
  executable: '/usr/sbin/nginx',
  uids: [0, 0, 0, 0],
  gids: [0, 0, 0, 0],
  groups: [],
  capabilities: {
    inheritable: [],
    permitted: ['CHOWN', 'NET_RAW'],
    effective: ['CHOWN', 'NET_RAW'],
    bounding: ['CHOWN', 'NET_RAW'],
    ambient: [],
  },
  seccompMode: 2,
  seccompFilters: 1,
  noNewPrivileges: false,
  namespaces: { pid: 7, net: 8 },
  uidMap: [],
  gidMap: [],
  lsmLabel: '',
};
const kernel = <T>(value: T): Fact<T> => ({ source: 'kernel', value });
const limits = { memoryBytes: 0, memoryUsedBytes: 5_000_000, cpus: 0, pids: 0, pidsUsed: 3 };

const containerOf = (fields: Partial<ObservedContainer> = {}): ObservedContainer => ({
  service: 'web',
  declared: makeContainer({ name: 'shop-web-1' }),
  image: undefined,
  imageFacts: { source: 'unknown', reason: 'not asked', cause: 'not-seen' },
  processes: kernel([init]),
  mounts: kernel([{ mountPoint: '/', type: 'overlay', source: 'overlay', readOnly: false, options: ['rw'] }]),
  mountedFiles: kernel([]),
  rootReadOnly: kernel(false),
  syscalls: kernel({ filtering: true, known: 375, closed: ['bpf', 'mount'], conditional: [] }),
  filters: kernel([]),
  limits: kernel(limits),
  limitEffects: unknownEffects('not asked'),
  listening: kernel([{ protocol: 'tcp', address: '0.0.0.0', port: 80 }]),
  sysctls: kernel({}),
  asked: unknownAsked('not asked'),
  ...fields,
});
const observationOf = (...containers: ObservedContainer[]): Observation => ({
  version: 4,
  takenAt: '2026-01-01T00:00:00Z',
  durationMs: 7,
  project: 'shop',
  host: kernel({
    kernel: '6.12',
    architecture: 'amd64',
    engineVersion: '26.1.5',
    cgroupVersion: '2',
    namespaces: { pid: 1, net: 2 },
    lsms: [],
    lastCapability: 40,
    sysctls: {},
  }),
  containers,
  probes: {},
  abilities: {},
});
const textsOf = (before: readonly ObservedContainer[], after: readonly ObservedContainer[]) =>
  compareObservations(observationOf(...before), observationOf(...after)).map(({ text }) => text);
const withInit = (fields: Partial<ObservedProcess>) =>
  containerOf({ processes: kernel([{ ...init, ...fields }]) });

describe('what changed between two observations', () => {
  it('is nothing where nothing but figures that never rest did', () => {
    const later = containerOf({ limits: kernel({ ...limits, memoryUsedBytes: 6_000_000, pidsUsed: 4 }) });
    expect(textsOf([containerOf()], [later])).toEqual([]);
  });

  it('counts the system calls that are let through', () => {
    const open = containerOf({
      syscalls: kernel({ filtering: false, known: 375, closed: [], conditional: [] }),
    });
    expect(textsOf([containerOf()], [open])).toEqual([
      'web: system calls let through was 373 of 375, is all 375',
    ]);
  });

  it('names the capabilities that went and came', () => {
    const capabilities = { ...init.capabilities, effective: ['CHOWN', 'SYS_ADMIN'] as const };
    const [change] = compareObservations(
      observationOf(containerOf()),
      observationOf(withInit({ capabilities })),
    );
    expect(change).toEqual({
      service: 'web',
      container: 'shop-web-1',
      aspect: 'capabilities',
      of: 'effective',
      gained: ['SYS_ADMIN'],
      lost: ['NET_RAW'],
      text: 'web: effective capabilities lost NET_RAW and gained SYS_ADMIN',
    });
  });

  it('says what single values were and are', () => {
    const hardened = containerOf({
      processes: kernel([{ ...init, uids: [10001, 10001, 10001, 10001], noNewPrivileges: true }]),
      rootReadOnly: kernel(true),
      limits: kernel({ ...limits, memoryBytes: 64_000_000, pids: 64 }),
    });
    expect(textsOf([containerOf()], [hardened])).toEqual([
      'web: user id on the host was 0, is 10001',
      'web: no_new_privs was clear, is set',
      'web: root file system was writable, is read-only',
      'web: memory limit was none, is 64 MB',
      'web: process limit was none, is 64',
    ]);
  });

  it('tells who shares a namespace, not its number', () => {
    expect(textsOf([containerOf()], [withInit({ namespaces: { pid: 70, net: 80 } })])).toEqual([]);
    expect(textsOf([containerOf()], [withInit({ namespaces: { pid: 1, net: 8 } })])).toEqual([
      'web: sharers of the pid namespace gained the host',
    ]);
  });

  it('tells that a container stopped once, and not all that is unknown since', () => {
    const unknown = { source: 'unknown', reason: 'it is not running (exited)', cause: 'not-seen' } as const;
    const stopped = containerOf({
      declared: makeContainer({ name: 'shop-web-1', status: 'exited' }),
      processes: unknown,
      mounts: unknown,
      rootReadOnly: unknown,
      limits: unknown,
      listening: unknown,
    });
    expect(textsOf([containerOf()], [stopped])).toEqual(['web: status was running, is exited']);
  });

  it('tells of processes, sockets and containers that came and went', () => {
    const more = containerOf({
      processes: kernel([
        init,
        { ...init, init: false, pid: 101, name: 'sh' },
        { ...init, init: false, pid: 102 },
      ]),
      listening: kernel([]),
    });
    expect(textsOf([containerOf()], [more])).toEqual([
      'web: processes gained sh and nginx (2)',
      'web: listening sockets lost tcp 0.0.0.0:80',
    ]);
    expect(textsOf([], [containerOf()])).toEqual(['web: container shop-web-1 is new']);
    expect(textsOf([containerOf()], [])).toEqual(['web: container shop-web-1 is gone']);
  });
});
