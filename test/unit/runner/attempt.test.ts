/** What an attempt says of itself: who asked, what judged, where, and which images it saw. */
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import type { InspectedImage } from '../../../src/lab/observation/container.ts';
import type { Seat } from '../../../src/lab/ports/seat.ts';
import type { SeatDirectory } from '../../../src/lab/ports/seat-directory.ts';
import type { RunContext } from '../../../src/lab/ports/store.ts';
import { recordAttempt } from '../../../src/runner/attempt.ts';
import { LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { OpenLab } from '../../../src/runner/open-lab/open-lab.ts';
import type { RunnerTools } from '../../../src/runner/runner-tools.ts';
import { Workspace } from '../../../src/runner/workspace/workspace.ts';
import { type OpenStore, openStore } from '../../../src/store/open-store.ts';
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import { makeObservation, makeObserved } from '../../fixtures/observed.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let store: OpenStore;
beforeEach(() => {
  folder = makeTemporaryFolder();
  store = openStore(join(folder.path, 'drydock.db'));
});
afterEach(() => {
  store.close();
  folder[Symbol.dispose]();
});

const imageWith = (digests: readonly string[]): InspectedImage => ({
  id: 'sha256:cc',
  tags: [],
  digests,
  sizeBytes: 1,
  layers: [],
  architecture: 'amd64',
  user: '',
  entrypoint: [],
  command: [],
  labels: {},
});

const nested = { kind: 'nested', seatClass: 'privileged' } as const;

describe('an attempt', () => {
  const record = (observation = makeObservation(), context: RunContext = 'self') => {
    const { person, party } = store.localPerson();
    const run = store.createRun({ ...newRun(party.id), seatKind: 'nested', seatClass: 'rootless' });
    const { engine, results } = newAttempt(run.id);
    const judged = { id: undefined, run: run.id, context, person: person.id, at: new Date(), seat: nested };
    return recordAttempt(store, { ...judged, contentHash: 'of now', observation, engine, results });
  };

  it('names its person, the lab that judged, the Drydock, and the seat as it was', () => {
    const { id } = record();
    expect(store.findAttempt(id)).toMatchObject({
      person: store.localPerson().person.id,
      contentHash: 'of now',
      drydockVersion: manifest.version,
      seatKind: 'nested',
      seatClass: 'privileged',
    });
  });

  it('was seen by its server in a session, and by whoever has the server in a book of their own', () => {
    expect(record().attestedBy).toBe('local');
    expect(record(makeObservation(), 'session:1').attestedBy).toBe('server');
  });

  it('knows an image by the digest of its manifest, under the name that it is used by', () => {
    const digests = ['mirror.example:5000/web@sha256:bb', 'registry.example/team/web@sha256:aa'];
    const seen = makeObserved('web', { image: imageWith(digests) });
    const declared = {
      ...seen.declared,
      image: { reference: 'registry.example/team/web:1', id: 'sha256:cc' },
    };
    expect(record(makeObservation([{ ...seen, declared }])).imageDigests).toEqual({
      web: { kind: 'repo-digest', digest: 'sha256:aa' },
    });
  });

  it('knows one that was built here, or that is gone, by the Engine’s id', () => {
    const built = makeObserved('web', { image: imageWith([]) });
    const gone = makeObserved('db', { image: undefined });
    const ids = Object.fromEntries(
      [built, gone].map(({ service, declared }) => [
        service,
        { kind: 'image-id', digest: declared.image.id },
      ]),
    );
    expect(record(makeObservation([built, gone])).imageDigests).toEqual(ids);
  });
});

it('a run that comes into a seat of the same kind and another class has that class', async () => {
  const lab = (await LabLibrary.open('labs')).get('start/first-container');
  const { party } = store.localPerson();
  const made = { ...newRun(party.id, lab.id), vars: {}, seatKind: 'nested', seatClass: 'rootless' } as const;
  const run = store.createRun({ ...made, step: 'stopped', intent: 'stopped' });
  const seat: Partial<Seat> = {
    id: 'main',
    ...nested,
    openWorkbench: () => Promise.reject(new Error('no further')),
  };
  const seats: Partial<SeatDirectory> = {
    findSeat: async () => seat as Seat,
    prepareImages: async () => undefined,
    suspensionOf: () => undefined,
  };
  const tools: Partial<RunnerTools> = {
    store,
    seats: seats as SeatDirectory,
    keptDir: folder.path,
    now: () => new Date(),
    newId: () => ulid(),
    workspaceOf: ({ workspaceDir }) => new Workspace(workspaceDir),
  };
  const key = { party: party.id, lab: lab.id, context: 'self' } as const;
  const open = new OpenLab(key, lab, tools as RunnerTools);
  await expect(open.begin('start').done).rejects.toThrow('no further');
  expect(store.findRun(key)).toMatchObject({ id: run.id, seatKind: 'nested', seatClass: 'privileged' });
});
