import { expect, it, vi } from 'vitest';
import type { Seat } from '../../../../src/lab/ports/seat.ts';
import type { RunningSeat } from '../../../../src/lab/ports/seat-directory.ts';
import { runningEngines } from '../../../../src/runner/upkeep/running-engines.ts';
import { FakeProvider } from '../../../fixtures/fake-provider.ts';
import { makeRunnerWithoutEngine } from '../../../fixtures/runner-without-engine.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

const { signal } = new AbortController();
const running = (id: string, open: () => Promise<Seat | undefined>): RunningSeat => ({
  id,
  kind: 'nested',
  open,
});

it('hears the engines of seats, whatever those of others do', async () => {
  const seat = await new FakeProvider('nested', 'rootless').open('main');
  const listRunning = async () => [
    running('lost', () => Promise.reject(new Error('its engine was killed'))),
    running('main', async () => seat),
    running('suspended', async () => undefined),
  ];
  expect(await runningEngines({ listRunning }, signal)).toEqual([seat.engine]);
});

it('asks for the seat of the party that works on a lab', async () => {
  using folder = makeTemporaryFolder();
  await using at = await makeRunnerWithoutEngine(folder.path);
  const findSeat = vi.spyOn(at.seats, 'findSeat');
  const key = { ...at.key, party: '01JADA' };
  const job = await at.runner.begin(key, 'start');
  await at.giveUpLooking();
  await expect(at.runner.finish(job.id)).rejects.toMatchObject({ code: 'engine-absent' });
  expect(findSeat.mock.calls.map(([{ party }]) => party)).toEqual(['01JADA']);
});
