import { describe, expect, it } from 'vitest';
import { apart, service } from '../../../../src/lab/authoring.ts';
import type { Check } from '../../../../src/lab/checks/check.ts';
import { grade, selfPaced } from '../../../../src/lab/checks/grade.ts';
import { judge } from '../../../../src/lab/checks/judge.ts';
import { caps } from '../../../../src/lab/matchers/capabilities.ts';
import { files } from '../../../../src/lab/matchers/filesystem.ts';
import { user } from '../../../../src/lab/matchers/identity.ts';
import { life, ports } from '../../../../src/lab/matchers/life.ts';
import type {
  AskedOfContainer,
  Observation,
  ObservedContainer,
  ObservedProcess,
} from '../../../../src/lab/observation/observation.ts';
import { unknownAsked } from '../../../../src/observe/facts/asked-facts.ts';
import { kernelFacts } from '../../../../src/observe/facts/container-facts.ts';
import type { ProbedContainer } from '../../../../src/observe/probe/probe-answer.ts';
import { makeObservation, makeObserved, makeProcess, makeStopped } from '../../../fixtures/observed.ts';
import { makeContainer } from '../../observe/fake-engine.ts';

const web = service('web');
const root = makeProcess({ uids: [0, 0, 0, 0], name: 'sh' });
const runs = (...value: ObservedProcess[]): Partial<ObservedContainer> => ({
  processes: { source: 'kernel', value },
});
const replica = (number: number, fields: Partial<ObservedContainer> = {}, status = 'running' as const) =>
  makeObserved('web', { declared: makeContainer({ name: `shop-web-${number}`, status }), ...fields });

const judgeAll = (
  observation: Observation,
  checks: Readonly<Record<string, Check>>,
  guards: Readonly<Record<string, Check>> = {},
) => judge({ guards, checks, tasks: {}, customChecks: {} }, observation, {});
const judgeOne = (observation: Observation, check: { readonly data: Check }) =>
  judgeAll(observation, { it: check.data })[0];

describe('a service with several containers', () => {
  const notRoot = web.everyProcess(user.notRoot());

  it('is judged by each of them that runs, and named by the one that is wrong', () => {
    const eight = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => replica(number, number === 1 ? {} : runs(root)));
    expect(judgeOne(makeObservation(eight), notRoot)).toMatchObject({
      status: 'fail',
      of: 1,
      message: 'web (shop-web-2), sh (pid 1 in the container): runs as uid 0 (root); expected any uid but 0.',
    });
    expect(judgeOne(makeObservation([replica(1), replica(2)]), notRoot)?.status).toBe('pass');
  });

  it('is not judged by what has ended, but for whether it runs', () => {
    const two = makeObservation([makeStopped(), replica(2)]);
    expect(judgeOne(two, notRoot)?.status).toBe('pass');
    expect(judgeOne(two, web.container(life.running()))).toMatchObject({
      status: 'fail',
      message: expect.stringMatching(/^web \(shop-web-1\): is exited with status 3/),
    });
  });

  it('shares a namespace with another service where each of them does', () => {
    const apartFromDb = web.container(apart('net').from({ name: 'db' }));
    const db = makeObserved('db', runs(makeProcess({ namespaces: { net: 99 } })));
    const inDbs = replica(2, runs(makeProcess({ namespaces: { net: 99 } })));
    expect(judgeOne(makeObservation([replica(1), db]), apartFromDb)?.status).toBe('pass');
    expect(judgeOne(makeObservation([replica(1), inDbs, db]), apartFromDb)?.status).toBe('fail');
    const other = makeObserved('db', runs(makeProcess({ namespaces: { net: 12 } })));
    expect(judgeOne(makeObservation([replica(1), db, other]), apartFromDb)?.status).toBe('fail');
  });
});

describe('the processes that a check looks at', () => {
  it('are told from those that somebody started from outside of the container', () => {
    const child = makeProcess({ pid: 4010, parentPid: 4001, innerPid: 7, init: false });
    const shell = { ...root, pid: 4020, innerPid: 12, init: false };
    const told = (process: ObservedProcess) =>
      judgeOne(
        makeObservation([makeObserved('web', runs(makeProcess(), child, process))]),
        web.everyProcess(user.notRoot()),
      )?.message;
    expect(told(shell)).toBe(
      'web, sh (pid 12 in the container, started from outside as by docker compose exec): runs as uid 0 (root); expected any uid but 0.',
    );
    expect(told({ ...shell, parentPid: 4010 })).toMatch(
      /^web, sh \(pid 12 in the container\): runs as uid 0/,
    );
  });

  it('may be any one', () => {
    const any = web.anyProcess(user.notRoot());
    const observed = (...processes: ObservedProcess[]) =>
      makeObservation([makeObserved('web', runs(...processes))]);
    expect(judgeOne(observed(root, makeProcess({ init: false })), any)?.status).toBe('pass');
    expect(judgeOne(observed(root, { ...root, init: false }), any)).toMatchObject({
      status: 'fail',
      message:
        'web: of its 2 processes none is so; sh (pid 1 in the container) runs as uid 0 (root); expected any uid but 0.',
    });
  });

  const inside = makeProcess({ namespaces: { mnt: 7, net: 12 } });
  const other = (namespaces: ObservedProcess['namespaces']) =>
    makeProcess({ pid: 4002, init: false, namespaces });
  const beside = (process: ObservedProcess, asked: Partial<AskedOfContainer>) =>
    makeObservation([
      makeObserved('web', {
        ...runs(inside, process),
        asked: { ...unknownAsked('not asked'), ...asked },
      }),
    ]);
  const sealed = web.everyProcess(files.rootReadOnly());

  it('have the files of their container where they are in its mount namespace', () => {
    const withoutViews = { mountViews: { source: 'kernel', value: [] } } as const;
    expect(judgeOne(beside(other({ mnt: 7 }), withoutViews), sealed)?.status).toBe('pass');
    expect(judgeOne(beside(other({ mnt: 8 }), {}), web.container(files.rootReadOnly()))?.status).toBe('pass');
  });

  it('case 276: have the files of their own namespace, or of their own root, where they are elsewhere', () => {
    const root = (readOnly: boolean) =>
      ({ mountPoint: '/', type: 'ext4', source: '/dev/sda', readOnly, options: [] }) as const;
    const views = (readOnly: boolean) =>
      ({
        mountViews: {
          source: 'kernel',
          value: [{ pids: [4002], mounts: { source: 'kernel', value: [root(readOnly)] } }],
        },
      }) as const;
    expect(judgeOne(beside(other({ mnt: 8 }), views(true)), sealed)?.status).toBe('pass');
    for (const mnt of [7, 8])
      expect(judgeOne(beside(other({ mnt }), views(false)), sealed)).toMatchObject({
        status: 'fail',
        observed: expect.stringContaining('writable'),
      });
  });

  it('have the sockets of their own network', () => {
    const listening = {
      source: 'kernel',
      value: [{ protocol: 'tcp', address: '10.77.0.2', port: 9000 }],
    } as const;
    const there = { inode: 99, interfaces: ['lo', 'cable'], addresses: [], routes: [], listening };
    const networks = { networks: { source: 'kernel', value: [there] } } as const;
    const hears = (port: number) => web.processesNamed('server', ports.listening(port));
    const shop = { ...other({ mnt: 7, net: 99 }), name: 'shop' };
    const observed = beside(shop, networks);
    expect(judgeOne(observed, web.processesNamed('shop', ports.listening(9000)))?.status).toBe('pass');
    expect(judgeOne(observed, hears(9000))?.status).toBe('fail');
    expect(judgeOne(observed, web.processesNamed('shop', ports.listening(8080)))?.status).toBe('fail');
  });

  it('case 276: do not pass where nobody could look', () => {
    const unlooked = { mountViews: { source: 'kernel', value: [] } } as const;
    for (const asked of [{}, unlooked])
      expect(judgeOne(beside(other({ mnt: 8 }), asked), sealed)).toMatchObject({
        status: 'fail',
        unknown: 'not-seen',
        of: 1,
      });
  });
});

describe('no check leaves the count by what runs in a container', () => {
  const probed = (fields: Partial<ProbedContainer>): ProbedContainer => ({
    processes: [],
    left: 0,
    files: new Map(),
    ...fields,
  });
  const seen = (fields: Partial<ProbedContainer>) => {
    const declared = makeContainer();
    return makeObservation([
      makeObserved('web', { declared, ...kernelFacts(declared, probed(fields), new Map(), []) }),
    ]);
  };
  const cut = (text: string) => ({ text, cut: true });
  const powerless = web.everyProcess(caps.effective.none()).points(3);

  it('with more processes than are looked at', () => {
    expect(judgeOne(seen({ left: 1_001 }), powerless)).toMatchObject({
      status: 'fail',
      unknown: 'not-seen',
      earned: 0,
      of: 3,
      message: expect.stringContaining('it has 1001 processes'),
    });
  });

  it('with more mounts than are looked at', () => {
    const observation = seen({ files: new Map([['mountinfo', cut('x')]]) });
    for (const expectation of [files.rootReadOnly(), files.notMounted('/data'), files.writableWithin('/tmp')])
      expect(judgeOne(observation, web.container(expectation).points(2))).toMatchObject({
        status: 'fail',
        of: 2,
        message: expect.stringContaining('with fewer each can be seen'),
      });
  });

  it('behind a guard that cannot be seen, or whose own service is down', () => {
    const guards = {
      held: web.everyProcess(caps.effective.none()).data,
      db: service('db').container(life.running()).data,
    };
    const observation = makeObservation([...seen({ left: 1_001 }).containers, makeStopped('db')]);
    const relation = web.container(apart('pid').from({ name: 'db' })).points(2).data;
    const results = judgeAll(observation, { powerless: powerless.data, relation }, guards);
    expect(results.map(({ status, of }) => [status, of])).toEqual([
      ['fail', 0],
      ['fail', 0],
      ['blocked', 3],
      ['blocked', 2],
    ]);
    expect(grade(results, selfPaced)).toMatchObject({ earned: 0, of: 5 });
  });

  it('by comparing with a service that is down', () => {
    const relation = web.container(apart('pid').from({ name: 'db' }));
    expect(judgeOne(makeObservation([makeObserved(), makeStopped('db')]), relation)).toMatchObject({
      status: 'fail',
      of: 1,
      message: expect.stringContaining('no running container of db'),
    });
  });

  it('before it was looked at', () => {
    const imageFacts = {
      source: 'unknown',
      reason: 'its image is still being read',
      cause: 'not-yet',
    } as const;
    expect(
      judgeOne(
        makeObservation([makeObserved('web', { imageFacts })]),
        web.image({ kind: 'libc', is: 'musl' }),
      ),
    ).toMatchObject({ status: 'skip', of: 1, message: 'Not judged yet: its image is still being read.' });
  });
});

it('leaves out of the count what this machine shows to nobody', () => {
  const limits = { source: 'unknown', reason: 'there are no cgroups', cause: 'host-lacks' } as const;
  const check = web.container({ kind: 'limit', resource: 'pids', atMost: 20 });
  expect(judgeOne(makeObservation([makeObserved('web', { limits })]), check)).toMatchObject({
    status: 'skip',
    unknown: 'host-lacks',
    of: 0,
  });
});
