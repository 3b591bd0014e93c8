import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readService } from '../../../src/shrink/inspected-service.ts';
import { socketsOf } from '../../../src/shrink/mounted-sockets.ts';
import { reachOfHost } from '../../../src/shrink/reach-of-host.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const home = makeTemporaryFolder();
const servers: Server[] = [];
const listen = async (path: string) => {
  const server = createServer().listen(path);
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
};
const engine = join(home.path, 'engine');
const queue = join(home.path, 'queue');

beforeAll(async () => {
  mkdirSync(join(engine, 'below'), { recursive: true });
  mkdirSync(queue);
  writeFileSync(join(queue, 'docker.sock'), 'a file that is called so');
  symlinkSync(join(engine, 'below'), join(home.path, 'link'));
  await listen(join(engine, 'below', 'docker.sock'));
  await listen(join(queue, 'jobs'));
});
afterAll(() => {
  for (const server of servers) server.close();
  home[Symbol.dispose]();
});

const reachOf = async (HostConfig: object) => {
  const service = readService({ Config: {}, HostConfig });
  return reachOfHost(service, await socketsOf(service));
};

it.each([
  [{ Binds: ['/var/run/docker.sock:/var/run/docker.sock:ro'] }, '/var/run/docker.sock'],
  [{ Binds: ['/srv/proxy:/run/docker.sock'] }, '/srv/proxy'],
  [{ Binds: ['/run:/host/run:ro'] }, 'below /run'],
  [{ Mounts: [{ Type: 'bind', Source: '/', Target: '/host', ReadOnly: true }] }, 'below /'],
  [{ Privileged: true }, 'privileged mode'],
  [{ Devices: [{ PathOnHost: '/dev/kvm', PathInContainer: '/dev/kvm' }] }, 'the device /dev/kvm'],
  [{ DeviceRequests: [{ Driver: '', Count: -1 }] }, 'devices'],
  [{ DeviceCgroupRules: ['b *:* rwm'] }, 'devices'],
])('%j reaches the host', async (host, told) => {
  expect((await reachOf(host)).join(', ')).toContain(told);
});

it('finds the socket of an engine in a folder, below it, and behind a link', async () => {
  for (const source of [engine, join(engine, 'below'), join(home.path, 'link'), home.path])
    expect(await reachOf({ Binds: [`${source}:/run:ro`] })).toEqual([
      `the engine’s socket ${join(engine, 'below', 'docker.sock')}`,
    ]);
});

it('an ordinary service does not, nor one that mounts another socket, which is found', async () => {
  const host = { Binds: [`${queue}:/queue`, 'data:/data', `/srv/absent/db.sock:/db:ro`] };
  expect(await reachOf(host)).toEqual([]);
  const sockets = await socketsOf(readService({ Config: {}, HostConfig: host }));
  expect(sockets).toEqual([join(queue, 'jobs'), '/srv/absent/db.sock']);
});
