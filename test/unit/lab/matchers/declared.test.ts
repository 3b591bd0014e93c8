import { describe, expect, it } from 'vitest';
import { devices, env, logs } from '../../../../src/lab/matchers/declared.ts';
import { files } from '../../../../src/lab/matchers/filesystem.ts';
import { life } from '../../../../src/lab/matchers/life.ts';
import { networks } from '../../../../src/lab/matchers/networks.ts';
import type { InspectedContainer } from '../../../../src/lab/observation/container.ts';
import { makeObservation, makeObserved } from '../../../fixtures/observed.ts';
import { makeContainer } from '../../observe/fake-engine.ts';
import { judged, judgedWhereGone } from './judged.ts';

const declaring = (fields: Partial<InspectedContainer>, ...others: Partial<InspectedContainer>[]) =>
  makeObservation(
    [fields, ...others].map((each) => {
      const declared = makeContainer({ service: 'web', ...each });
      return makeObserved(declared.service, { declared });
    }),
  );
const on = (name: string, fields: { id?: string; internal?: boolean } = {}) => ({
  name: `shop_${name}`,
  id: name,
  ipv4: '10.0.0.2',
  aliases: [],
  ...fields,
});
const db = (fields: Partial<InspectedContainer> = {}) => ({
  service: 'db',
  id: 'd1',
  name: 'shop-db-1',
  ...fields,
});

describe('case 278: networks', () => {
  it('are those of the compose file, each of them', () => {
    const observation = declaring({ networks: [on('front'), on('back')] });
    expect(judged(networks.only('front', 'back'), observation)).toBe('pass web: is on front and back.');
    expect(judged(networks.only('front'), observation)).toMatch(/^fail .*is on front and back/);
    expect(judged(networks.none(), declaring({ networks: [] }))).toMatch(/^pass/);
  });

  it('are those of the container whose network it has, and of the host none', () => {
    const joined = declaring({ networkMode: 'container:d1', networks: [] }, db({ networks: [on('back')] }));
    expect(judged(networks.none(), joined)).toMatch(/^fail .*is on back/);
    expect(judged(networks.none(), declaring({ networkMode: 'host', networks: [] }))).toMatch(/^fail .*host/);
    expect(judged(networks.none(), declaring({ networkMode: 'container:gone', networks: [] }))).toMatch(
      /^fail/,
    );
  });

  it('are internal where every one is', () => {
    const inside = { internal: true };
    expect(judged(networks.internal(), declaring({ networks: [on('a', inside)] }))).toMatch(/^pass/);
    expect(
      judged(networks.internal(), declaring({ networks: [on('a', inside), on('b', { internal: false })] })),
    ).toMatch(/^fail .*is on b, which leads out/);
    expect(judged(networks.internal(), declaring({ networks: [on('a')] }))).toMatch(/^fail .*not asked/);
  });

  it('keep apart where none is shared, whatever it is called, and where there is somebody to be apart from', () => {
    const apart = networks.apartFrom({ name: 'db' });
    expect(judged(apart, declaring({ networks: [on('a')] }, db({ networks: [on('b')] })))).toMatch(/^pass/);
    expect(judged(apart, declaring({ networks: [on('a')] }, db({ networks: [on('b'), on('a')] })))).toMatch(
      /^fail .*shares the network a with db/,
    );
    expect(judged(apart, declaring({ networks: [on('a')] }))).toMatch(/^fail .*db does not run/);
    expect(
      judged(apart, declaring({ networks: [on('a')] }, db({ networks: [on('b')], status: 'exited' }))),
    ).toMatch(/^fail/);
    const joined = declaring({ networkMode: 'container:d1', networks: [] }, db({ networks: [on('b')] }));
    expect(judged(apart, joined)).toMatch(/^fail .*not kept apart/);
  });

  it('are shared by whoever has the network of another, on both sides, and by nobody on the same bridge', () => {
    const web = { id: 'w1', networks: [on('a')] };
    const neighbour = db({ networks: [on('a')] });
    const sidecar = db({ networkMode: 'container:w1', networks: [] });
    expect(judged(networks.unshared(), declaring(web, neighbour))).toMatch(/^pass/);
    expect(judged(networks.unshared(), declaring(web, sidecar))).toMatch(
      /^fail .*shares its network with db/,
    );
    expect(judged(networks.unshared(), declaring(web, { ...sidecar, status: 'exited' }))).toMatch(/^pass/);
    const guest = declaring({ networkMode: 'container:d1', networks: [] }, neighbour);
    expect(judged(networks.unshared(), guest)).toMatch(/^fail .*has the network of another container/);
    expect(judged(networks.unshared(), declaring({ networkMode: 'host' }))).toMatch(/^fail .*the host/);
  });
});

describe('what the Engine was asked for', () => {
  it.each([
    [devices.none(), {}, 'pass'],
    [devices.none(), { devices: ['/dev/fuse'] }, 'fail'],
    [devices.none(), { deviceRules: ['c 1:3 rwm'] }, 'fail'],
    [devices.none(), { privileged: true }, 'fail'],
    // By `gpus`, or by a name of the Container Device Interface.
    [devices.none(), { deviceRequests: ['vendor.example/class=name'] }, 'fail'],
    [devices.only('gpu'), { deviceRequests: ['gpu'] }, 'pass'],
    [devices.only('c 1:3 rwm'), { deviceRules: ['c 1:3 rwm'] }, 'pass'],
    [devices.only('c 1:3 rwm'), { deviceRules: ['c *:* rwm'] }, 'fail'],
    [
      devices.only('/dev/fuse'),
      { devices: ['/dev/fuse'], devicePermissions: { '/dev/fuse': 'rwm' } },
      'pass',
    ],
    [logs.atMost(30_000_000), { logOptions: { 'max-size': '10m', 'max-file': '3' } }, 'pass'],
    [logs.atMost(30_000_000), { logOptions: { 'max-size': '10m', 'max-file': '4' } }, 'fail'],
    [logs.atMost(30_000_000), { logOptions: { 'max-size': '30000k' } }, 'pass'],
    [logs.atMost(30_000_000), { logOptions: { 'max-file': '1' } }, 'fail'],
    [logs.atMost(30_000_000), { logOptions: { 'max-size': '-1' } }, 'fail'],
    [logs.atMost(100_000_000), { logDriver: 'local' }, 'pass'],
    [logs.atMost(1), { logDriver: 'none' }, 'pass'],
    [logs.atMost(1), { logDriver: 'journald' }, 'fail'],
    [life.restarts('on-failure', 'always'), { restartPolicy: 'always' }, 'pass'],
    [life.restarts('on-failure'), {}, 'fail'],
    [env.without('hunter2'), { env: ['PATH=/bin'] }, 'pass'],
    [env.without('hunter2'), { env: ['URL=postgres://me:hunter2@db'] }, 'fail'],
    [env.without('hunter2'), { env: ['hunter2=yes'] }, 'fail'],
    [files.covered('/proc/kcore'), { maskedPaths: ['/proc/kcore'] }, 'pass'],
    [files.covered('/proc/kcore'), { maskedPaths: [] }, 'fail'],
    [files.covered('/proc/kcore'), { maskedPaths: ['/proc/kcore'], privileged: true }, 'fail'],
    [files.covered('/proc/kcore'), {}, 'fail'],
  ] as const)('%j of %j: %s', (expectation, fields, wanted) => {
    expect(judged(expectation, declaring({ ...fields })).split(' ')[0]).toBe(wanted);
  });

  it('is no achievement of what does not run', () => {
    for (const expectation of [devices.none(), logs.atMost(1), networks.none()]) {
      const { missing, stopped } = judgedWhereGone(expectation);
      expect([missing, stopped].map((each) => each.split(' ')[0])).toEqual(['fail', 'fail']);
    }
  });
});

describe('a mounted file', () => {
  const having = (mode: number) =>
    makeObservation([
      makeObserved('web', {
        mountedFiles: {
          source: 'kernel',
          value: [{ path: '/run/secrets/key', mode, uid: 0, gid: 0, bytes: 9 }],
        },
      }),
    ]);
  it('has no more bits than it may, and is there', () => {
    const secret = files.modeAtMost('/run/secrets/key', 0o440);
    expect(judged(secret, having(0o400))).toMatch(/^pass/);
    expect(judged(secret, having(0o444))).toMatch(/^fail .*has the mode 0444/);
    expect(judged(secret, having(0o4440))).toMatch(/^fail/);
    expect(judged(secret, makeObservation())).toMatch(/^fail .*no file is mounted/);
  });
});

describe('an end', () => {
  const gate = (fields: Partial<InspectedContainer>) => ({
    service: 'gate',
    id: 'g1',
    name: 'shop-gate-1',
    ...fields,
  });
  const ended = { status: 'exited', exitCode: 0, finishedAt: '2026-01-01T00:00:05Z' } as const;
  const began = (startedAt: string) => ({ startedAt });

  it('has its status', () => {
    expect(judged(life.exited(137), declaring({ status: 'exited', exitCode: 137 }))).toMatch(/^pass/);
    expect(judged(life.exited(0), declaring({ status: 'exited', exitCode: 137 }))).toMatch(/^fail/);
    expect(judged(life.exited(0), declaring({}))).toMatch(/^fail .*is running/);
  });

  it('comes before what waits for it', () => {
    const after = life.startedAfter({ name: 'gate' });
    const late = began('2026-01-01T00:00:06Z');
    expect(judged(after, declaring(late, gate(ended)))).toMatch(/^pass/);
    expect(judged(after, declaring(began('2026-01-01T00:00:04Z'), gate(ended)))).toMatch(
      /^fail .*began before/,
    );
    expect(judged(after, declaring(late, gate({ ...ended, exitCode: 1 })))).toMatch(/^fail/);
    expect(judged(after, declaring(late, gate({})))).toMatch(/^fail/);
    expect(judged(after, declaring(late))).toMatch(/^fail .*nobody to follow/);
  });
});
