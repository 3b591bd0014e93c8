import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SuspendedAs } from '../../../../src/lab/ports/suspension.ts';
import type { FoundSeat } from '../../../../src/seats/seat-provider.ts';
import { SeatSuspension } from '../../../../src/seats/suspension/seat-suspension.ts';
import {
  forgetStoppedSeats,
  makeStoppedSeats,
  rememberStoppedSeats,
} from '../../../../src/seats/suspension/stopped-seats.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

const hour = 3_600_000;

/** One seat whose container is a word, and a clock that a test moves. */
function makeSeat({ state = 'running' as FoundSeat['state'], stopped = rememberStoppedSeats() } = {}) {
  const told: string[] = [];
  let nowMs = 0;
  const at = {
    state,
    told,
    gate: Promise.resolve(),
    refuses: false,
    pass: (ms: number) => {
      nowMs += ms;
    },
    open: async () => {
      told.push('open');
      at.state = 'running';
      return 'seat';
    },
  };
  const suspension = new SeatSuspension({
    key: 'nested privileged',
    seatId: 'main',
    stopped,
    clockMs: () => nowMs,
    provider: {
      list: async () => [{ id: 'main', state: at.state }],
      async suspend(_id: string, as: SuspendedAs) {
        await at.gate;
        told.push(as);
        if (at.refuses) throw new Error('refused');
        if (at.state !== 'stopped') at.state = as;
      },
    },
    take: () => {
      told.push('taken');
      return async () => void told.push('closed');
    },
  });
  const letGo = async () => void told.push('let go');
  return { at, suspension, stopped, letGo };
}

describe('suspending a seat', () => {
  it('lets go of stages, then closes probe and connections, then pauses', async () => {
    const { at, suspension, letGo } = makeSeat();
    await suspension.suspend('paused', letGo);
    expect(at.told).toEqual(['taken', 'let go', 'closed', 'paused']);
    expect(suspension.state).toBe('paused');
  });

  it('counts from when somebody was there last, and from when it was suspended', async () => {
    const { at, suspension, letGo } = makeSeat();
    at.pass(hour);
    suspension.touch();
    at.pass(2 * hour);
    expect([suspension.emptyMs, suspension.suspendedMs]).toEqual([2 * hour, 0]);
    await suspension.suspend('paused', letGo);
    at.pass(8 * hour);
    expect(suspension.suspendedMs).toBe(8 * hour);
    await suspension.suspend('stopped', letGo);
    expect(suspension.lastStop).toEqual({ number: 1, afterMs: 10 * hour });
  });

  it('leaves a seat awake that refuses', async () => {
    const { at, suspension, letGo } = makeSeat();
    at.refuses = true;
    await expect(suspension.suspend('stopped', letGo)).rejects.toThrow('refused');
    expect([suspension.state, suspension.lastStop]).toEqual(['awake', undefined]);
  });

  it('ends awake where somebody comes in the middle', async () => {
    const { at, suspension, letGo } = makeSeat();
    const { promise, resolve } = Promise.withResolvers<void>();
    at.gate = promise;
    const suspending = suspension.suspend('paused', letGo);
    const waking = suspension.wake(at.open);
    expect([suspension.state, suspension.wakingFrom]).toEqual(['waking', 'paused']);
    resolve();
    await Promise.all([suspending, waking]);
    expect(at.told.slice(-2)).toEqual(['paused', 'open']);
    expect([suspension.state, at.state]).toEqual(['awake', 'running']);
  });

  it('is awake as far as anybody knows where waking fails, so that it is tried again', async () => {
    const { suspension, letGo } = makeSeat();
    await suspension.suspend('paused', letGo);
    await expect(suspension.wake(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(suspension.state).toBe('awake');
  });

  it('notices that something else woke the seat, and begins to count anew', async () => {
    const { at, suspension, letGo } = makeSeat();
    await suspension.suspend('paused', letGo);
    await suspension.notice();
    expect(suspension.state).toBe('paused');
    at.state = 'running';
    at.pass(hour);
    await suspension.notice();
    expect([suspension.state, suspension.emptyMs]).toEqual(['awake', 0]);
  });
});

describe('what an earlier server left', () => {
  it.each(['paused', 'running', 'stopped'] as const)(
    'is stopped where the record says so and the seat is %s',
    async (state) => {
      const stopped = rememberStoppedSeats();
      await stopped.add('nested privileged', 8 * hour);
      const { at, suspension } = makeSeat({ state, stopped });
      await suspension.learn(state);
      expect([at.state, suspension.state]).toEqual(['stopped', 'stopped']);
      expect(suspension.lastStop?.afterMs).toBe(8 * hour);
      await suspension.wake(at.open);
      expect(await stopped.find('nested privileged')).toBeUndefined();
    },
  );

  it('is paused where the container is, and awake where nothing was recorded', async () => {
    const paused = makeSeat({ state: 'paused' });
    await paused.suspension.learn('paused');
    expect(paused.suspension.state).toBe('paused');
    const stopped = makeSeat({ state: 'stopped' });
    await stopped.suspension.learn('stopped');
    expect(stopped.suspension.state).toBe('awake');
  });
});

describe('the record of stopped seats', () => {
  it('outlives the process, and is nothing where it cannot be read', async () => {
    using folder = makeTemporaryFolder();
    await makeStoppedSeats(folder.path).add('one', hour);
    await makeStoppedSeats(folder.path).add('two', 2 * hour);
    await makeStoppedSeats(folder.path).remove('one');
    const file = join(folder.path, 'stopped-seats.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ two: { afterMs: 2 * hour } });
    await forgetStoppedSeats(folder.path);
    expect(await makeStoppedSeats(folder.path).find('two')).toBeUndefined();
    writeFileSync(file, '{"two":');
    expect(await makeStoppedSeats(folder.path).find('two')).toBeUndefined();
  });
});
