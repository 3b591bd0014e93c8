import { describe, expect, it } from 'vitest';
import { shrinkService } from '../../../src/shrink/shrink-service.ts';
import { makeFakeEngine } from './fake-engine.ts';

const options = { mostRuns: 8, withinMs: 1_000, onNetworks: false, reachesHost: false };
const shrink = (fake: ReturnType<typeof makeFakeEngine>, more: Partial<typeof options> = {}) =>
  shrinkService('shop', 'web', fake.tools, { ...options, ...more });

describe.each([
  ['the socket of an engine', { Binds: ['/var/run/docker.sock:/var/run/docker.sock:ro'] }],
  ['a folder that holds one', { Binds: ['/var/run:/host/run:ro'] }],
  ['privileged mode', { Privileged: true }],
  ['a device', { Devices: [{ PathOnHost: '/dev/kvm', PathInContainer: '/dev/kvm' }] }],
])('a service with %s', (_what, host) => {
  it('is refused before a copy is made', async () => {
    const fake = makeFakeEngine(host);
    await expect(shrink(fake)).rejects.toMatchObject({
      code: 'bad-usage',
      fix: expect.stringContaining('--reach-host'),
    });
    expect(fake.started).toEqual([]);
  });

  it('is tried where the reader says so', async () => {
    const fake = makeFakeEngine(host);
    await shrink(fake, { reachesHost: true });
    expect(fake.started.length).toBeGreaterThan(1);
  });
});

it('names the other sockets that copies reach', async () => {
  const fake = makeFakeEngine({ Binds: ['/srv/absent/db.sock:/db.sock'] });
  const { shrunk } = await shrink(fake);
  expect(shrunk.untried.join('\n')).toContain('/srv/absent/db.sock');
});

it('looks for the container once, after what others left is gone, and starts no copy that is taken for it', async () => {
  const fake = makeFakeEngine();
  const { inspected } = await shrink(fake);
  expect(inspected.HostConfig.NetworkMode).toBe('shop_default');
  expect(fake.asked.filter((each) => each === 'find')).toHaveLength(1);
  expect(fake.asked.slice(0, 2)).toEqual(['tidy', 'find']);
  expect(fake.asked.at(-1)).toBe('remove');
  for (const { Labels } of fake.started)
    expect(Labels).toEqual({ 'com.docker.compose.project': '', question: '1' });
});

it('runs no more copies than it was told, the last one included', async () => {
  const fake = makeFakeEngine();
  const { shrunk } = await shrink(fake, { mostRuns: 3 });
  expect(fake.started).toHaveLength(3);
  expect(shrunk.runs).toBe(3);
});
