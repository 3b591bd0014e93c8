import { join } from 'node:path';
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { makeCompose } from '../../../src/engine/compose.ts';
import type { SeatDirectory } from '../../../src/lab/ports/seat-directory.ts';
import type { LabEvent } from '../../../src/lab/protocol.ts';
import { makeImageFactsCache } from '../../../src/observe/image-facts.ts';
import { LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { makeLabRunner } from '../../../src/runner/make-lab-runner.ts';
import { Workspace } from '../../../src/runner/workspace/workspace.ts';
import { makeHostProvider } from '../../../src/seats/host/host-provider.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { EngineGate } from '../../fixtures/engine-gate.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { findHostDocker, whyNoEmbedded } from '../machine.ts';

const reason = await whyNoEmbedded();
const lab = 'start/first-container';

/** The seats of one engine that is there, with its images. */
async function seatsAt(path: string): Promise<SeatDirectory & AsyncDisposable> {
  const provider = makeHostProvider({ endpoint: { kind: 'socket', path }, homeId: ulid() });
  const seat = await provider.open('main');
  return {
    health: () => ({ state: 'ready', kind: 'host', steps: [] }),
    onHealth: () => ({ [Symbol.dispose]: () => undefined }),
    runnable: () => ({ ok: true, seat: 'host' }),
    findSeat: async () => seat,
    prepareImages: async () => undefined,
    async [Symbol.asyncDispose]() {
      await provider.clean();
      await provider[Symbol.asyncDispose]();
    },
  };
}

/** Hears what a page hears, and waits until it has heard what is asked for. */
function makeEar() {
  const heard: LabEvent[] = [];
  let bell = Promise.withResolvers<void>();
  return {
    listen: (event: LabEvent) => {
      heard.push(event);
      bell.resolve();
    },
    forget: () => {
      heard.length = 0;
    },
    async until(wanted: (event: LabEvent) => boolean): Promise<LabEvent> {
      for (;;) {
        const found = heard.find(wanted);
        if (found) return found;
        bell = Promise.withResolvers<void>();
        await bell.promise;
      }
    },
  };
}

describe.skipIf(reason !== undefined)(`a lab whose engine goes away${reason ? ` (${reason})` : ''}`, () => {
  it('says so, loses nothing, and goes on by itself when the engine is back', async () => {
    const found = await findHostDocker();
    if (found.state !== 'reachable' || found.docker.endpoint.kind !== 'socket') throw new Error('no socket');
    using folder = makeTemporaryFolder();
    const path = join(folder.path, 'docker.sock');
    await using gate = new EngineGate(path, found.docker.endpoint.path);
    await gate.lift();
    using store = openStore(join(folder.path, 'drydock.db'));
    await using seats = await seatsAt(path);
    await using runner = makeLabRunner({
      store,
      seats,
      library: await LabLibrary.open('labs'),
      transcripts: { chapters: [], find: () => undefined },
      compose: makeCompose(),
      imageFacts: makeImageFactsCache(),
      now: () => new Date(),
      newId: () => ulid(),
      keptDir: join(folder.path, 'kept'),
      newWorkspaceDir: (_, id) => join(folder.path, 'workspaces', id),
      workspaceOf: (run) => new Workspace(run.workspaceDir),
      localSeed: () => 'seed',
    });
    const { person, party } = store.localPerson();
    const key = { lab, person: person.id, party: party.id };
    await runner.finish((await runner.begin(key, 'start')).id);
    const ear = makeEar();
    await using _ = await runner.follow(key, ear.listen);
    await ear.until(({ type }) => type === 'checks');
    const run = store.findRun(party.id, lab, 'self');

    gate.shut();
    const trouble = await ear.until(({ type }) => type === 'trouble');
    expect(trouble).toMatchObject({ error: { code: 'engine-lost' } });
    await expect(runner.check(key)).rejects.toMatchObject({ code: 'engine-lost' });
    expect(store.listAttempts(run?.id ?? '')).toEqual([]);
    const saved = await runner.files.read(key, 'compose.yaml');
    await runner.files.save(key, 'compose.yaml', `${saved.text}# edited meanwhile\n`, saved.revision);

    ear.forget();
    gate.open();
    await ear.until(({ type }) => type === 'observation');
    const report = await runner.check(key);
    expect(report.results.find(({ id }) => id === 'serves')).toMatchObject({ status: 'pass' });
    expect(store.listAttempts(run?.id ?? '')).toHaveLength(1);
    expect((await runner.files.read(key, 'compose.yaml')).text).toContain('edited meanwhile');
    await runner.finish((await runner.begin(key, 'reset')).id);
    await runner.finish((await runner.begin(key, 'stop')).id);
  });
});
