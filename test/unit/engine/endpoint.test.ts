import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeEndpoint, parseEndpoint } from '../../../src/engine/endpoint.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('parseEndpoint', () => {
  it('reads what DOCKER_HOST may hold', () => {
    expect(parseEndpoint('unix:///var/run/docker.sock')).toEqual({
      kind: 'socket',
      path: '/var/run/docker.sock',
    });
    expect(parseEndpoint('/run/d.sock')).toEqual({ kind: 'socket', path: '/run/d.sock' });
    expect(parseEndpoint('tcp://10.0.0.7:2375')).toEqual({ kind: 'tcp', host: '10.0.0.7', port: 2375 });
    expect(parseEndpoint('tcp://[::1]')).toEqual({ kind: 'tcp', host: '::1', port: 2375 });
    expect(parseEndpoint('ssh://me@far:2222')).toMatchObject({ kind: 'stream', name: 'ssh://me@far:2222' });
  });

  it('reads certificates and takes the port of TLS with them', () => {
    using folder = makeTemporaryFolder();
    for (const name of ['ca', 'cert', 'key']) writeFileSync(join(folder.path, `${name}.pem`), name);
    const tls = { ca: 'ca', cert: 'cert', key: 'key' };
    expect(parseEndpoint('tcp://far', folder.path)).toEqual({ kind: 'tcp', host: 'far', port: 2376, tls });
    mkdirSync(join(folder.path, 'empty'));
    expect(() => parseEndpoint('tcp://far', join(folder.path, 'empty'))).toThrow(/ca\.pem .* cannot be read/);
  });

  it('says what can be written instead of nonsense', () => {
    expect(() => parseEndpoint('docker please')).toThrow(
      expect.objectContaining({ code: 'bad-usage', fix: expect.stringContaining('unix:///') }),
    );
  });

  it('is described as it is written', () => {
    for (const text of ['unix:///var/run/docker.sock', 'tcp://far:2375', 'ssh://me@far']) {
      expect(describeEndpoint(parseEndpoint(text))).toBe(text);
    }
  });
});
