import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findContext } from '../../../../src/seats/host/docker-context.ts';
import { defaultSockets, findDocker } from '../../../../src/seats/host/find-docker.ts';
import { socketOnItsHost } from '../../../../src/seats/host/host-provider.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

function writeContext(configDir: string, name: string, host: string, certificates = false): void {
  const id = createHash('sha256').update(name).digest('hex');
  const meta = join(configDir, 'contexts', 'meta', id);
  mkdirSync(meta, { recursive: true });
  writeFileSync(
    join(meta, 'meta.json'),
    JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: { Host: host } } }),
  );
  if (certificates) mkdirSync(join(configDir, 'contexts', 'tls', id, 'docker'), { recursive: true });
}

describe('findContext', () => {
  it('reads the chosen one, with its certificates', async () => {
    using folder = makeTemporaryFolder();
    writeContext(folder.path, 'far', 'tcp://far:2376', true);
    writeContext(folder.path, 'near', 'unix:///near.sock');
    writeFileSync(join(folder.path, 'config.json'), JSON.stringify({ currentContext: 'far' }));
    expect(await findContext(folder.path)).toMatchObject({
      name: 'far',
      host: 'tcp://far:2376',
      certDir: expect.stringMatching(/docker$/),
    });
    expect(await findContext(folder.path, 'near')).toEqual({ name: 'near', host: 'unix:///near.sock' });
    expect(await findContext(folder.path, 'default')).toBeUndefined();
  });
  it('is none without a settings file, and an error where it names nothing', async () => {
    using folder = makeTemporaryFolder();
    expect(await findContext(folder.path)).toBeUndefined();
    await expect(findContext(folder.path, 'gone')).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('"gone"'),
    });
  });
});

describe('findDocker', () => {
  it('asks only what DOCKER_HOST names', async () => {
    using folder = makeTemporaryFolder();
    const found = await findDocker({ HOME: folder.path, DOCKER_HOST: `unix://${folder.path}/none.sock` });
    expect(found).toMatchObject({ state: 'unreachable', docker: { source: 'DOCKER_HOST' } });
  });

  it('finds an engine that answers at a default socket, and one that only says no', async () => {
    using folder = makeTemporaryFolder();
    const path = join(folder.path, 'docker.sock');
    const answers: Record<string, object> = {
      '/version': { ApiVersion: '1.44', Arch: 'amd64' },
      '/info': { ID: 'e1', ServerVersion: '25.0.0', CgroupVersion: '2' },
    };
    const server = createServer((request, response) => {
      const answer = answers[(request.url ?? '').replace(/^\/v[\d.]+/, '')];
      response.writeHead(answer === undefined ? 500 : 200).end(JSON.stringify(answer ?? { message: 'no' }));
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const env = { HOME: '/nonexistent', XDG_RUNTIME_DIR: folder.path };
    try {
      expect(await findDocker(env)).toMatchObject({
        state: 'reachable',
        docker: { source: `the socket ${path}` },
        info: { id: 'e1' },
      });
      delete answers['/info'];
      expect(await findDocker(env)).toMatchObject({
        state: 'unreachable',
        reason: expect.stringContaining('no'),
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('knows the sockets of system, Desktop, rootless, Colima and OrbStack', () => {
    expect(defaultSockets('/h', { XDG_RUNTIME_DIR: '/run/user/1000' })).toEqual([
      '/var/run/docker.sock',
      '/h/.docker/run/docker.sock',
      '/h/.docker/desktop/docker.sock',
      '/run/user/1000/docker.sock',
      '/h/.colima/default/docker.sock',
      '/h/.orbstack/run/docker.sock',
    ]);
  });
});

describe('socketOnItsHost', () => {
  const socket = { kind: 'socket', path: '/run/user/1000/docker.sock' } as const;
  it('is our own on Linux, and where Docker puts it in a machine of its own', () => {
    expect(socketOnItsHost(socket, { operatingSystem: 'Debian' }, 'linux')).toBe(socket.path);
    expect(socketOnItsHost(socket, { operatingSystem: 'Docker Desktop' }, 'linux')).toBe(
      '/var/run/docker.sock',
    );
    expect(socketOnItsHost(socket, { operatingSystem: 'Ubuntu' }, 'darwin')).toBe('/var/run/docker.sock');
    expect(
      socketOnItsHost({ kind: 'tcp', host: 'far', port: 2376 }, { operatingSystem: 'Debian' }, 'linux'),
    ).toBe('/var/run/docker.sock');
  });
});
