import { describe, expect, it, vi } from 'vitest';
import { makeSeatDirectory, type SeatDirectoryParts } from '../../../src/seats/seat-directory.ts';
import type { SeatProvider } from '../../../src/seats/seat-provider.ts';
import { FakeProvider } from '../../fixtures/fake-provider.ts';

/** An engine that is there once `arrive` was called, and tells of its preparation being given up. */
function makeSlowEngine() {
  const { promise: there, resolve: arrive } = Promise.withResolvers<void>();
  const givenUp = vi.fn();
  const info = { version: '29.0.0', runtimes: ['runc'], cgroupVersion: 2 };
  const engine = { info: async () => info };
  const seat = { kind: 'embedded', engine, [Symbol.asyncDispose]: async () => undefined };
  const provider = {
    kind: 'embedded',
    owned: true,
    connect: async ({ signal }: { signal: AbortSignal }) => {
      signal.addEventListener('abort', givenUp);
      const { promise: aborted, reject } = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => reject(signal.reason));
      await Promise.race([there, aborted]);
      return engine;
    },
    open: async () => seat,
    [Symbol.asyncDispose]: async () => undefined,
  } as unknown as SeatProvider;
  const parts: SeatDirectoryParts = {
    choose: async () => ({ provider, nested: provider }),
    prepareSeats: async () => undefined,
    prepareImages: async () => undefined,
    first: [],
    rest: [],
  };
  return { parts, seat, arrive, givenUp };
}

describe('preparing an engine', () => {
  it('goes on for the others when one who waits gives up', async () => {
    const { parts, arrive, givenUp } = makeSlowEngine();
    await using seats = makeSeatDirectory(parts);
    const impatient = new AbortController();
    const first = seats.prepareEngine(impatient.signal);
    const second = seats.prepareEngine(new AbortController().signal);
    impatient.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect(seats.health().state).toBe('preparing');
    arrive();
    await second;
    expect(seats.health().state).toBe('ready');
    expect(givenUp).not.toHaveBeenCalled();
  });

  it('ends with the directory', async () => {
    const { parts, givenUp } = makeSlowEngine();
    const seats = makeSeatDirectory(parts);
    const waiting = seats.prepareEngine(new AbortController().signal);
    waiting.catch(() => undefined);
    await Promise.resolve();
    await seats[Symbol.asyncDispose]();
    expect(givenUp).toHaveBeenCalledOnce();
    await expect(waiting).rejects.toThrow();
  });
});

it('finds the seat of the powerful class again after a restart', async () => {
  const nested = new FakeProvider('nested', 'rootless');
  const powerful = new FakeProvider('nested', 'privileged');
  powerful.there.set('main', 'running');
  await using seats = makeSeatDirectory({
    choose: async () => ({ provider: nested, nested, powerful }),
    prepareSeats: async () => undefined,
    prepareImages: async () => undefined,
    first: [],
    rest: [],
  });
  const { signal } = new AbortController();
  await seats.prepareEngine(signal);
  const running = await seats.openRunning(signal);
  expect(running.map(({ seatClass }) => seatClass).sort()).toEqual(['privileged', 'rootless']);
});

it('heals what waits for all images, once an engine is there', async () => {
  const { parts, arrive } = makeSlowEngine();
  arrive();
  let isThere = false;
  await using seats = makeSeatDirectory({
    ...parts,
    choose: async () => {
      if (!isThere) throw new Error('no engine');
      return parts.choose();
    },
  });
  const { signal } = new AbortController();
  await expect(seats.prepareEngine(signal)).rejects.toThrow('no engine');
  await expect(seats.everything).rejects.toThrow('no engine');
  isThere = true;
  await seats.prepareEngine(signal);
  await seats.everything;
});
