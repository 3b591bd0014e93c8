import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ActiveProbeSchema } from '../../../src/lab/probes/active-probe.ts';
import { type LiveMoment, type WatchOptions, watchProject } from '../../../src/observe/live.ts';
import { FakeEngine, makeContainer } from './fake-engine.ts';
import { FakeWait, settle } from './fake-wait.ts';

const shop = { 'com.docker.compose.project': 'shop' };
let engine: FakeEngine;
let time: FakeWait;
let stop: AbortController;

beforeEach(() => {
  engine = new FakeEngine();
  time = new FakeWait();
  stop = new AbortController();
});
afterEach(() => stop.abort());

function watch(options: WatchOptions = {}) {
  const tools = { engine: engine.port, openProbe: undefined, wait: time.wait, clock: time.clock };
  return watchProject('shop', tools, { ...options, signal: stop.signal });
}

/** Takes moments as fast as they come. */
function collect(options?: WatchOptions): { moments: LiveMoment[]; done: Promise<void> } {
  const moments: LiveMoment[] = [];
  const done = (async () => {
    for await (const moment of watch(options)) moments.push(moment);
  })();
  return { moments, done };
}

describe('watching a project', () => {
  it('tells how it is at once, and again every second', async () => {
    const { moments } = collect();
    await settle();
    expect(moments.map(({ kind }) => kind)).toEqual(['observation']);
    await time.pass(999);
    expect(moments).toHaveLength(1);
    await time.pass(1);
    expect(moments).toHaveLength(2);
  });

  it('tells of an event without waiting for the second to end', async () => {
    const { moments } = collect();
    await time.pass(100);
    engine.containers = [makeContainer({ status: 'exited' })];
    engine.ring('die', shop);
    await settle();
    expect(moments.at(-1)).toMatchObject({
      observation: { containers: [{ declared: { status: 'exited' } }] },
    });
    expect(moments).toHaveLength(2);
    await time.pass(900);
    expect(moments).toHaveLength(2);
  });

  it('hears of networks by the containers on them', async () => {
    const { moments } = collect();
    await time.pass(100);
    engine.ring('disconnect', { container: 'f'.repeat(64), name: 'x' });
    await settle();
    expect(moments).toHaveLength(1);
    engine.ring('disconnect', { container: makeContainer().id, name: 'x' });
    await settle();
    expect(moments).toHaveLength(2);
  });

  it.each(['exec_create: cat /proc/1/status', 'exec_start: x', 'exec_die', 'top', 'resize', 'attach'])(
    'is not set off by %s, which its own probes may have caused',
    async (action) => {
      const { moments } = collect();
      await time.pass(100);
      engine.ring(action, shop);
      await time.pass(500);
      expect(moments).toHaveLength(1);
    },
  );

  it('does not hear of other projects', async () => {
    const { moments } = collect();
    await time.pass(100);
    engine.ring('start', { 'com.docker.compose.project': 'other' });
    await time.pass(500);
    expect(moments).toHaveLength(1);
  });

  it('makes one observation of many events, and misses none that came while the caller was busy', async () => {
    const watcher = watch();
    await watcher.next();
    expect(engine.inspections).toBe(1);
    for (let each = 0; each < 50; each += 1) engine.ring('start', shop);
    await time.pass(5_000);
    expect(engine.inspections).toBe(1);
    const next = watcher.next();
    await time.pass(50);
    expect((await next).value).toMatchObject({ kind: 'observation' });
    expect(engine.inspections).toBe(2);
    await time.pass(900);
    expect(engine.inspections).toBe(2);
  });

  it('says once that the engine is lost, and goes on when it is back', async () => {
    const { moments } = collect();
    await time.pass(100);
    engine.break();
    await time.pass(10_000);
    expect(moments.map(({ kind }) => kind)).toEqual(['observation', 'unseen']);
    expect(moments.at(-1)).toMatchObject({ error: { code: 'engine-lost' } });
    engine.lost = false;
    await time.pass(4_000);
    expect(moments[2]?.kind).toBe('observation');
    expect(engine.followers).toBe(1);
  });

  it('does nothing before somebody listens, and lets go of the engine when nobody does', async () => {
    const watcher = watch();
    await time.pass(5_000);
    expect(engine.inspections).toBe(0);
    await watcher.next();
    expect(engine.followers).toBe(1);
    await watcher.return();
    expect(engine.followers).toBe(0);
    await time.pass(5_000);
    expect(engine.inspections).toBe(1);
  });

  it('ends quietly when it is told to, also while it waits', async () => {
    const { done } = collect();
    await time.pass(300);
    stop.abort();
    await expect(done).resolves.toBeUndefined();
    expect(engine.followers).toBe(0);
  });

  it('tries only what is cheap', async () => {
    const probe = (id: string, cheap: boolean) =>
      ActiveProbeSchema.parse({ id, kind: 'exec', service: 'web', argv: [id], cheap });
    const { moments } = collect({ probes: [probe('quick', true), probe('slow', false)] });
    await settle();
    expect(engine.runs).toEqual([['quick']]);
    expect(Object.keys(moments[0]?.kind === 'observation' ? moments[0].observation.probes : {})).toEqual([
      'quick',
    ]);
  });

  it('asks a sandboxed container from inside every ten seconds, not at every look', async () => {
    engine.containers = [makeContainer({ runtime: 'runsc' })];
    const { moments } = collect();
    await time.pass(5_000);
    expect(moments.length).toBeGreaterThan(4);
    expect(engine.runs).toHaveLength(1);
    await time.pass(6_000);
    expect(engine.runs).toHaveLength(2);
  });
});
