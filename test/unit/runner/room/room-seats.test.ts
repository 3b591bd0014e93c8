import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunKey } from '../../../../src/lab/ports/store.ts';
import type { Suspension } from '../../../../src/lab/ports/suspension.ts';
import type { LabStatus } from '../../../../src/lab/wire/labs.ts';
import { makeRoomSeats } from '../../../../src/runner/room/room-seats.ts';
import { makeRunnerWithoutEngine } from '../../../fixtures/runner-without-engine.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

type Without = Awaited<ReturnType<typeof makeRunnerWithoutEngine>>;
let folder: ReturnType<typeof makeTemporaryFolder>;
let without: Without;
let room: ReturnType<typeof makeRoomSeats>;
beforeEach(async () => {
  folder = makeTemporaryFolder();
  without = await makeRunnerWithoutEngine(folder.path);
  let ids = 0;
  room = makeRoomSeats({
    ...without,
    atOnce: 2,
    now: () => new Date('2026-11-24T08:00:00.000Z'),
    newId: () => `queued-${++ids}`,
    everyMs: 10,
    makeRoom: () => Promise.resolve(),
  });
});
afterEach(async () => {
  room[Symbol.dispose]();
  await without[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const keyOf = (party: string): RunKey => ({ party, lab: 'start/first-container', context: 'session:S' });
const queueOf = ({ job }: LabStatus) =>
  job?.steps.find(({ step }) => step === 'seat.queue')?.detail ?? 'in no queue';

describe('seats of a room', () => {
  test('are opened two at a time: others see their place, which moves, under the job they asked for', async () => {
    const { runner } = room;
    const jobs = await Promise.all(
      ['A', 'B', 'C', 'D', 'E'].map((party) => runner.begin(keyOf(party), 'start')),
    );
    expect(room.waiting()).toEqual(['C', 'D', 'E']);
    const places = async () =>
      Promise.all(['A', 'C', 'D', 'E'].map(async (party) => queueOf(await runner.status(keyOf(party)))));
    expect(await places()).toEqual([
      'in no queue',
      'you are 1st of 3',
      'you are 2nd of 3',
      'you are 3rd of 3',
    ]);
    const told: LabStatus[] = [];
    await using _ = await runner.follow(keyOf('E'), (event) => {
      if (event.type === 'status') told.push(event.status);
    });
    expect(told.at(-1)).toMatchObject({ phase: 'starting', job: { id: jobs[4]?.id, kind: 'start' } });

    // Who asks again has the place that they have.
    expect((await runner.begin(keyOf('D'), 'start')).id).toBe(jobs[3]?.id);
    await runner.cancel('D', jobs[3]?.id ?? '');
    expect(queueOf(await runner.status(keyOf('E')))).toBe('you are 2nd of 2');
    expect(told.map(queueOf)).toContain('you are 2nd of 2');
    const left = await runner.status(keyOf('D'));
    expect(left).toMatchObject({ phase: 'stopped', ended: [{ id: jobs[3]?.id, outcome: 'cancelled' }] });
    expect(left.job).toBeUndefined();
    await expect(runner.finish(jobs[3]?.id ?? '')).rejects.toMatchObject({ code: 'cancelled' });
    await expect(runner.cancel('C', jobs[4]?.id ?? '')).rejects.toMatchObject({ code: 'not-found' });

    // A start that ends gives its turn to the next.
    await runner.cancel('A', jobs[0]?.id ?? '');
    await expect(runner.finish(jobs[0]?.id ?? '')).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => room.waiting()).toEqual(['E']);
    expect((await runner.status(keyOf('C'))).job).toMatchObject({
      id: jobs[2]?.id,
      steps: expect.arrayContaining([expect.objectContaining({ step: 'seat' })]),
    });
    await expect(runner.cancel('B', jobs[2]?.id ?? '')).rejects.toMatchObject({ code: 'not-found' });
    await runner.cancel('C', jobs[2]?.id ?? '');
    await expect(runner.finish(jobs[2]?.id ?? '')).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => room.waiting()).toEqual([]);
  });

  test('that fail are remembered, with the cause and since when, until they work', async () => {
    const { runner } = room;
    let changes = 0;
    using _ = room.onChange(() => {
      changes += 1;
    });
    const { id } = await runner.begin(keyOf('A'), 'start');
    const failing = expect(runner.finish(id)).rejects.toMatchObject({ code: 'engine-absent' });
    await without.giveUpLooking();
    await failing;
    expect(room.troubles()).toMatchObject([
      {
        party: 'A',
        error: { code: 'engine-absent', message: 'There is no engine.' },
        since: new Date('2026-11-24T08:00:00.000Z'),
      },
    ]);
    expect(changes).toBeGreaterThan(0);
  });

  test('free the place of who left: their wish to start is cancelled, and the next moves up', async () => {
    const { runner } = room;
    for (const party of ['A', 'B', 'C', 'D']) await runner.begin(keyOf(party), 'start');
    await room.free('C');
    expect(room.waiting()).toEqual(['D']);
  });

  test('are as many as fit: the next waits, and room is made', async () => {
    const made = Promise.withResolvers<void>();
    let seats: readonly Suspension[] = [seatThat('awake')];
    using small = makeRoomSeats({
      runner: without.runner,
      seats: { suspensionOf: () => undefined, suspensions: () => seats },
      atOnce: 9,
      most: 1,
      now: () => new Date(),
      newId: () => 'queued',
      everyMs: 10,
      makeRoom: async () => {
        seats = [seatThat('stopped')];
        made.resolve();
      },
    });
    const { id } = await small.runner.begin(keyOf('B'), 'start');
    expect(small.waiting()).toEqual(['B']);
    await made.promise;
    await expect.poll(() => small.waiting()).toEqual([]);
    await small.runner.cancel('B', id);
  });
});

const seatThat = (state: Suspension['state']): Suspension => ({
  state,
  wakingFrom: undefined,
  isBusy: false,
  emptyMs: 0,
  suspendedMs: 0,
  lastStop: undefined,
  touch: () => undefined,
  notice: () => Promise.resolve(),
  suspend: () => Promise.resolve(),
});
