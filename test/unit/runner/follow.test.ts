import { getEventListeners } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCompose } from '../../../src/engine/compose.ts';
import { DrydockError } from '../../../src/lab/errors.ts';
import type { LabEvent } from '../../../src/lab/protocol.ts';
import { makeImageFactsCache } from '../../../src/observe/image-facts.ts';
import { LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { makeLabRunner } from '../../../src/runner/make-lab-runner.ts';
import { Workspace } from '../../../src/runner/workspace/workspace.ts';
import { makeSeatDirectory } from '../../../src/seats/seat-directory.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const lab = 'start/first-container';

/** The use cases over a real store, and an engine that is being looked for until a test ends that. */
async function makeRunner(folder: string) {
  const looking = Promise.withResolvers<never>();
  looking.promise.catch(() => undefined);
  const seats = makeSeatDirectory({
    choose: () => looking.promise,
    prepareSeats: async () => undefined,
    prepareImages: async () => undefined,
    first: [],
    rest: [],
  });
  const store = openStore(join(folder, 'drydock.db'));
  const runner = makeLabRunner({
    store,
    seats,
    library: await LabLibrary.open('labs'),
    transcripts: { chapters: [], find: () => undefined },
    compose: makeCompose(),
    imageFacts: makeImageFactsCache(),
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
    keptDir: join(folder, 'kept'),
    workspacesDir: join(folder, 'workspaces'),
    newWorkspaceDir: () => join(folder, 'workspaces', 'one'),
    workspaceOf: (run) => new Workspace(run.workspaceDir),
    localSeed: () => 'seed',
  });
  const { person, party } = store.localPerson();
  return {
    runner,
    seats,
    key: { lab, person: person.id, party: party.id },
    /** Everybody who follows hears of it. */
    async giveUpLooking() {
      const failing = seats.prepareEngine(new AbortController().signal);
      looking.reject(new DrydockError('engine-absent', { message: 'There is no engine.' }));
      await failing.catch(() => undefined);
    },
    async [Symbol.asyncDispose]() {
      looking.reject(new Error('the test has ended'));
      await runner[Symbol.asyncDispose]();
      await seats[Symbol.asyncDispose]();
      store.close();
    },
  };
}

describe('case 187: who follows a lab', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let at: Awaited<ReturnType<typeof makeRunner>>;
  beforeEach(async () => {
    folder = makeTemporaryFolder();
    at = await makeRunner(folder.path);
  });
  afterEach(async () => {
    await at[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('and could not be told how it is, is not kept', async () => {
    const heard: LabEvent['type'][] = [];
    const refuse = (event: LabEvent) => {
      heard.push(event.type);
      if (event.type === 'status') throw new Error('it cannot be told');
    };
    await expect(at.runner.follow(at.key, refuse)).rejects.toThrow('it cannot be told');
    const before = heard.length;
    await at.giveUpLooking();
    expect(heard.length).toBe(before);
  });

  it('hears of the engine until it lets go', async () => {
    const heard: LabEvent[] = [];
    {
      await using _ = await at.runner.follow(at.key, (event) => heard.push(event));
    }
    const before = heard.length;
    await at.giveUpLooking();
    expect(heard.length).toBe(before);
  });

  it('waits for a job as often as they like, and leaves nothing on their signal', async () => {
    const { signal } = new AbortController();
    const job = await at.runner.begin(at.key, 'start');
    const waiting = Array.from({ length: 5 }, () => at.runner.finish(job.id, () => undefined, signal));
    await at.giveUpLooking();
    for (const one of await Promise.allSettled(waiting)) expect(one).toMatchObject({ status: 'rejected' });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
