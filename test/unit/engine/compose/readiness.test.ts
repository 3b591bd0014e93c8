import { describe, expect, test } from 'vitest';
import { type Expected, readinessOf, settleMs } from '../../../../src/engine/compose/readiness.ts';
import type { InspectedContainer } from '../../../../src/lab/observation/container.ts';
import { makeObserved } from '../../../fixtures/observed.ts';

const container = (service: string, change: Partial<InspectedContainer> = {}): InspectedContainer => ({
  ...makeObserved(service).declared,
  status: 'running',
  health: 'none',
  ...change,
});
const expected = (services: readonly string[], completed: readonly string[] = []): Expected => ({
  services: new Set(services),
  completed: new Set(completed),
});
const long = () => 60_000;

describe('services are ready', () => {
  test('where they ran before and have no health check', () => {
    expect(readinessOf([container('web')], expected(['web']), long)).toEqual({ state: 'ready' });
  });

  test('where they are healthy, however short they have been up', () => {
    const healthy = container('web', { health: 'healthy' });
    expect(readinessOf([healthy], expected(['web']), () => 0)).toEqual({ state: 'ready' });
  });

  test('where one that others wait for has ended well', () => {
    const job = container('job', { status: 'exited', exitCode: 0 });
    expect(readinessOf([job], expected(['job'], ['job']), long)).toEqual({ state: 'ready' });
  });

  test('whatever is true of those that were not asked for, or started by hand for once', () => {
    const other = container('debug', { status: 'exited', exitCode: 1 });
    const once = container('web', {
      status: 'exited',
      exitCode: 1,
      labels: { 'com.docker.compose.oneoff': 'True' },
    });
    expect(readinessOf([container('web'), other, once], expected(['web']), long)).toEqual({ state: 'ready' });
  });

  test('where somebody has paused one by hand', () => {
    expect(readinessOf([container('web', { status: 'paused' })], expected(['web']), long)).toEqual({
      state: 'ready',
    });
  });

  test('where nothing is to run', () => {
    expect(readinessOf([], expected(['web']), long)).toEqual({ state: 'ready' });
  });
});

describe('services are waited for', () => {
  test('until one without a health check has stayed up for as long as counts', () => {
    expect(readinessOf([container('web')], expected(['web']), () => settleMs - 120)).toMatchObject({
      state: 'waiting',
      settlesInMs: 120,
    });
  });

  test('the longest where all of them only settle, and no sooner than an event where one does more', () => {
    const upMs = ({ service }: InspectedContainer) => (service === 'a' ? 100 : 400);
    const two = [container('a'), container('b')];
    expect(readinessOf(two, expected(['a', 'b']), upMs)).toMatchObject({ settlesInMs: settleMs - 100 });
    const three = [...two, container('c', { health: 'starting' })];
    const found = readinessOf(three, expected(['a', 'b', 'c']), upMs);
    expect(found).toMatchObject({ state: 'waiting', service: 'c', how: 'is starting' });
    expect(found).not.toHaveProperty('settlesInMs');
  });

  test.each([
    ['created', 'is created'],
    ['restarting', 'is restarting'],
  ] as const)('where a container %s', (status, how) => {
    const one = container('web', { status, restartCount: 2 });
    expect(readinessOf([one], expected(['web']), long)).toEqual({ state: 'waiting', service: 'web', how });
  });

  test('where one that is to end still runs', () => {
    expect(readinessOf([container('job')], expected(['job'], ['job']), long)).toMatchObject({
      state: 'waiting',
      service: 'job',
    });
  });
});

describe('a service that stopped is told first', () => {
  const starting = container('slow', { health: 'starting' });
  test.each([
    ['ended badly', { status: 'exited', exitCode: 3 }, 'ended with status 3'],
    ['ended well though nobody waits for that', { status: 'exited', exitCode: 0 }, 'ended with status 0'],
    ['is unhealthy', { health: 'unhealthy' }, 'became unhealthy'],
    [
      'ends each time',
      { status: 'restarting', restartCount: 3, exitCode: 1 },
      'ended 3 times, with status 1,',
    ],
  ] as const)('where it %s', (_, change, how) => {
    const all = [starting, container('web', change)];
    expect(readinessOf(all, expected(['slow', 'web']), long)).toMatchObject({
      state: 'stopped',
      container: { service: 'web' },
      how,
    });
  });
});
