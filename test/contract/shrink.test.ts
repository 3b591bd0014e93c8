/** Services that no lab owns do with less, on the engine, and nothing of theirs is touched or left. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedEngine } from '../../src/engine/connect.ts';
import { makeCopies } from '../../src/seats/copies.ts';
import { homeLabel } from '../../src/seats/labels.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { type ShrinkOptions, shrinkService } from '../../src/shrink/shrink-service.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { findHostDocker, makeOuter } from './machine.ts';

const skip = (await findHostDocker()).state === 'reachable' ? undefined : 'no engine';
const timeout = 600_000;

/** Listens on port 80 and keeps the last request in /var/cache. */
const server = `use IO::Socket::INET; $SIG{TERM} = sub { exit 0 };
my $server = IO::Socket::INET->new(LocalPort => 80, Listen => 16, ReuseAddr => 1) or die "port 80: $!\\n";
while (1) {
  my $client = $server->accept or next;
  open my $kept, '>', '/var/cache/last' or die "/var/cache/last: $!\\n";
  print $kept scalar <$client>; close $kept;
  print $client "HTTP/1.0 200 OK\\r\\n\\r\\nfine\\n"; close $client;
}`;
const asks = `use IO::Socket::INET; my $server = IO::Socket::INET->new('127.0.0.1:80') or exit 1;
print $server "GET / HTTP/1.0\\r\\n\\r\\n"; exit(join('', <$server>) =~ /fine/ ? 0 : 1)`;

describe.skipIf(skip)('a service that is shrunk', () => {
  const home = makeTemporaryFolder();
  const id = ulid();
  const labels = { [homeLabel]: id };
  let provider: SeatProvider;
  let engine: ConnectedEngine;
  let count = 0;

  beforeAll(async () => {
    provider = await makeOuter(home.path, id);
    engine = await provider.connect();
  });
  afterAll(async () => {
    await engine?.removeLabelled(labels);
    await provider?.[Symbol.asyncDispose]();
    home[Symbol.dispose]();
  });

  interface Service {
    readonly image?: string;
    readonly command?: readonly string[];
    readonly health?: readonly string[];
    readonly env?: readonly string[];
    readonly host?: object;
  }

  async function start({ image = 'debian:trixie-slim', command, health, env = [], host = {} }: Service) {
    const project = `drydock-${id.toLowerCase()}-${++count}`;
    const its = {
      ...labels,
      'com.docker.compose.project': project,
      'com.docker.compose.service': 'web',
    };
    const container = await engine.startAs(project, {
      Image: image,
      Labels: its,
      Env: env,
      ...(command && { Cmd: command }),
      ...(health && { Healthcheck: { Test: ['CMD', ...health], Interval: 1_000_000_000 } }),
      HostConfig: host,
    });
    return { project, container, its };
  }

  async function shrink(service: Service, options: Partial<ShrinkOptions> & { signal?: AbortSignal } = {}) {
    const { signal = AbortSignal.timeout(timeout), ...more } = options;
    const { project, container, its } = await start(service);
    const asked = shrinkService(
      project,
      'web',
      { engine, copies: makeCopies(id), signal },
      { mostRuns: 60, withinMs: 20_000, onNetworks: false, reachesHost: false, ...more },
    );
    const [answer] = await Promise.allSettled([asked]);
    // The service itself has seen nothing of it, and nothing else is there.
    const [after] = await engine.inspectContainers(its);
    expect(after).toMatchObject({ id: container, status: 'running', restartCount: 0 });
    await engine.removeContainer(container);
    expect((await engine.inspectContainers(labels)).map(({ name }) => name)).toEqual([]);
    if (answer.status === 'rejected') throw answer.reason;
    const { shrunk } = answer.value;
    const { needed, spare } = shrunk;
    return {
      ...shrunk,
      needed: needed.map((each) => each.id),
      spare: spare.map((each) => each.id),
      reasons: Object.fromEntries(needed.map((each) => [each.id, each.without])),
    };
  }

  it('serves on port 80 without root, capabilities or a writable root, and with few system calls', {
    timeout,
  }, async () => {
    const told: string[] = [];
    const shrunk = await shrink(
      { command: ['perl', '-e', server], health: ['perl', '-e', asks] },
      { onRun: ({ tried }) => told.push(tried) },
    );
    expect(shrunk).toMatchObject({ found: 'shrunk', paths: ['/var/cache'], needed: ['path:/var/cache'] });
    expect(shrunk.spare).toEqual(
      expect.arrayContaining(['root', 'writable-root', 'gaining', 'capability:NET_RAW', 'capability:CHOWN']),
    );
    expect(shrunk.reasons['path:/var/cache']).toContain('Read-only file system');
    expect(shrunk.calls?.families.map(({ name }) => name)).toContain('sockets');
    expect(shrunk.calls?.left.length).toBeLessThan(100);
    expect(shrunk.calls?.left).toEqual(expect.arrayContaining(['bind', 'listen']));
    expect(shrunk.runs).toBeLessThanOrEqual(60);
    expect(told.at(-1)).toBe('the answer, once more');
  });

  it('keeps the one capability of three, and runs under a filter, although it ran under none', {
    timeout,
  }, async () => {
    const shrunk = await shrink(
      {
        image: 'drydock/net:1',
        command: ['sh', '-c', 'ip address add 10.9.9.9/32 dev lo && exec sleep infinity'],
        health: ['sh', '-c', 'ip address show dev lo | grep -q 10.9.9.9'],
        host: { CapAdd: ['NET_ADMIN', 'SYS_PTRACE', 'SYS_TIME'], SecurityOpt: ['seccomp=unconfined'] },
      },
      { mostRuns: 30 },
    );
    expect(shrunk.found).toBe('shrunk');
    // As user 0, since who adds a capability gives it to root.
    expect(shrunk.needed).toEqual(['capability:NET_ADMIN', 'root']);
    expect(shrunk.spare).toEqual(
      expect.arrayContaining(['no-filter', 'capability:SYS_PTRACE', 'capability:SYS_TIME']),
    );
    expect(shrunk.reasons['capability:NET_ADMIN']).toContain('Operation not permitted');
    expect(shrunk.runs).toBeLessThanOrEqual(30);
  });

  it('steps down from root by itself, and its data is not touched', { timeout }, async () => {
    const volume = `drydock-${id.toLowerCase()}-data`;
    await engine.ensureVolume(volume, labels);
    const shrunk = await shrink(
      {
        image: 'postgres:17',
        env: ['POSTGRES_PASSWORD=x'],
        health: ['pg_isready', '-U', 'postgres'],
        host: { Binds: [`${volume}:/var/lib/postgresql/data`] },
      },
      { mostRuns: 32 },
    );
    expect(shrunk.found).toBe('shrunk');
    expect(shrunk.needed).toEqual(
      expect.arrayContaining(['capability:SETUID', 'capability:SETGID', 'write:/var/lib/postgresql/data']),
    );
    expect(shrunk.spare).toEqual(expect.arrayContaining(['capability:NET_RAW', 'gaining', 'writable-root']));
    expect(shrunk.isMinimal).toBe(false);
    expect(shrunk.runs).toBeLessThanOrEqual(32);
  });

  it('what the reader mounts is neither written to nor emptied', { timeout }, async () => {
    const folder = join(home.path, 'own');
    mkdirSync(folder);
    writeFileSync(join(folder, 'kept'), 'as it was');
    const shrunk = await shrink(
      {
        command: ['sh', '-c', 'rm -f /own/kept; touch /own/new; exec sleep infinity'],
        health: ['true'],
        host: { Binds: [`${folder}:/own`] },
      },
      { mostRuns: 12 },
    );
    // The service's own container did that. Its copies found a folder that they may not write.
    expect(readdirSync(folder)).toEqual(['new']);
    expect(shrunk.spare).toContain('write:/own');
  });

  it('is asked to have a health check, and one that passes', { timeout }, async () => {
    await expect(shrink({ command: ['sleep', 'infinity'] })).rejects.toMatchObject({ code: 'bad-usage' });
    const ill = await shrink(
      { command: ['sleep', 'infinity'], health: ['sh', '-c', 'echo no; exit 1'] },
      { withinMs: 2_000 },
    );
    expect(ill).toMatchObject({ found: 'not-healthy', told: 'is not healthy: no', runs: 1, spare: [] });
  });

  it('leaves nothing when it is cancelled', { timeout }, async () => {
    const stop = new AbortController();
    const shrunk = shrink(
      { command: ['perl', '-e', server], health: ['perl', '-e', asks] },
      { signal: stop.signal, onRun: ({ number }) => number === 3 && stop.abort(new Error('cancelled')) },
    );
    await expect(shrunk).rejects.toThrow('cancelled');
  });
});
