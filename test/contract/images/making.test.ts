/** How images come about, and what is left where they do not, in an engine that has none. */
import { readFileSync } from 'node:fs';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedEngine } from '../../../src/engine/connect.ts';
import { connectEngine } from '../../../src/engine/connect.ts';
import type { Catalogue } from '../../../src/engine/images/catalogue.ts';
import { loadCatalogue, parseCatalogue } from '../../../src/engine/images/catalogue.ts';
import type { ImageEngine, ImageEngineOptions } from '../../../src/engine/images/image-engine.ts';
import { makeImageEngine } from '../../../src/engine/images/image-engine.ts';
import type { Machine } from '../../../src/engine/images/machine.ts';
import { makeLocalMachine } from '../../../src/engine/images/machine.ts';
import { prepareImages } from '../../../src/engine/images/prepare.ts';
import { requirePrepared } from '../../../src/engine/images/prepare-request.ts';
import type { ProgressEvent } from '../../../src/lab/wire/jobs.ts';
import type { SeatProvider } from '../../../src/seats/seat-provider.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { makeOuter, whyNoEmbedded } from '../machine.ts';
import type { FreshEngine } from './fresh-engine.ts';
import { startFreshEngine } from './fresh-engine.ts';

const skip = await whyNoEmbedded();
const imagesFolder = new URL('../../../labs/images', import.meta.url).pathname;

describe.skipIf(skip !== undefined)('making images', () => {
  const home = makeTemporaryFolder();
  const workFolder = join(home.path, 'work');
  let provider: SeatProvider;
  let outer: ConnectedEngine;
  let fresh: FreshEngine;
  let catalogue: Catalogue;

  const into = (options: Partial<ImageEngineOptions> = {}): ImageEngine =>
    makeImageEngine(fresh.engine, {
      owned: true,
      catalogue,
      pull: false,
      workFolder,
      engineSocket: fresh.engineSocket,
      ...options,
    });

  beforeAll(async () => {
    await mkdir(workFolder);
    catalogue = await loadCatalogue(imagesFolder);
    provider = await makeOuter(home.path, 'images');
    outer = await provider.connect();
    const images = ['debian', 'distroless-static', 'alpine', 'seat'];
    requirePrepared(
      await prepareImages({ ...makeImageEngine(outer, { owned: true, catalogue }), catalogue, images }),
    );
    fresh = await startFreshEngine(outer);
  }, 900_000);
  afterAll(async () => {
    await fresh?.[Symbol.asyncDispose]();
    await provider?.[Symbol.asyncDispose]();
    home[Symbol.dispose]();
  });

  it('a bootstrap that is cancelled leaves no image, no file and no mount', async () => {
    const stop = new AbortController();
    const tell = ({ detail }: ProgressEvent) => {
      if (detail === 'extracting archives') stop.abort();
    };
    await expect(
      prepareImages({ ...into(), catalogue, images: ['debian'] }, tell, stop.signal),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect(await fresh.engine.findImage('debian:trixie-slim')).toBeUndefined();
    expect(await readdir(workFolder)).toEqual([]);
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(workFolder);
  });

  it('an engine that is nested takes over what the outer one has', async () => {
    const source = makeImageEngine(outer, { owned: true, catalogue, pull: false });
    const { openRecipes: _none, ...engine } = into();
    const events: ProgressEvent[] = [];
    const { ready } = await prepareImages(
      { ...engine, catalogue, source, images: ['debian', 'alpine'] },
      (event) => events.push(event),
    );
    expect(ready.map(({ id, made }) => [id, made])).toEqual([
      ['debian', true],
      ['alpine', true],
    ]);
    for (const name of ['debian:trixie-slim', 'alpine:3.22']) {
      expect((await fresh.engine.findImage(name))?.id).toBe((await outer.findImage(name))?.id);
    }
    expect(events.some(({ currentBytes = 0 }) => currentBytes > 4_000_000)).toBe(true);
  });

  it('a recipe that fails names its step, shows its output’s end, and gives nothing its name', async () => {
    const folder = join(home.path, 'broken');
    for (const part of ['apt', 'debian']) {
      await cp(join(imagesFolder, part), join(folder, part), { recursive: true });
    }
    await mkdir(join(folder, 'broken'));
    await writeFile(
      join(folder, 'broken', 'Dockerfile'),
      'ARG BASE\nFROM $BASE\nRUN echo fine\nRUN echo about to break && exit 7\n',
    );
    const {
      id: _id,
      bases: _bases,
      folder: _folder,
      ...debian
    } = catalogue.images.find(({ id }) => id === 'debian') ?? {};
    const broken = {
      ...debian,
      reference: 'drydock/broken:1',
      rank: 99,
      likeness: { kind: 'own' },
      recipe: { kind: 'dockerfile', bases: { BASE: 'debian' } },
    };
    const own = parseCatalogue({ debian, broken }, folder);
    const { failed } = await prepareImages({
      ...into({ catalogue: own }),
      catalogue: own,
      images: ['broken'],
    });
    expect(failed[0]?.error).toMatchObject({
      code: 'build-failed',
      message: 'The recipe of drydock/broken:1 failed at “3/3 RUN echo about to break && exit 7”.',
      output: expect.stringContaining('about to break'),
    });
    expect(await fresh.engine.findImage('drydock/broken:1')).toBeUndefined();
    expect(await readdir(workFolder)).toEqual([]);
  });

  it('two processes at once end with the same images', async () => {
    const images = ['distroless-static'];
    // Over connections of their own they know as little of each other as two processes.
    await using second = await connectEngine(fresh.engine.endpoint);
    const results = await Promise.all(
      [fresh.engine, second].map((engine) => prepareImages({ ...into(), engine, catalogue, images })),
    );
    expect(results.map(({ failed }) => failed)).toEqual([[], []]);
    expect(await fresh.engine.findImage('gcr.io/distroless/static-debian13:nonroot')).toMatchObject({
      user: '65532',
      labels: { 'dev.drydock.image': 'distroless-static' },
    });
  });

  it('a machine without buildx builds in a container, which is gone afterwards', async () => {
    const local = makeLocalMachine();
    const machine: Machine = {
      ...local,
      run: async (argv, options) =>
        argv[0] === 'docker' ? { exitCode: undefined, output: 'not found' } : local.run(argv, options),
    };
    const containerLabels = { 'dev.drydock.role': 'builder' };
    const { ready } = await prepareImages({
      ...into({ machine, containerLabels }),
      catalogue,
      images: ['distroless-static'],
      again: true,
    });
    expect(ready).toMatchObject([{ id: 'distroless-static', made: true }]);
    expect(await fresh.engine.inspectContainers(containerLabels)).toEqual([]);
  });

  it('an image that the engine lacks is refused where no registry answers', async (context) => {
    const refused = await prepareImages({
      ...into({ owned: false, pull: true }),
      catalogue,
      images: ['postgres'],
    });
    context.skip(refused.ready.length > 0, 'a registry answers here');
    expect(refused.failed[0]?.error).toMatchObject({
      code: 'image-unavailable',
      message: expect.stringContaining('postgres:17 is not in this Docker'),
    });
  });

  it('in an engine that is not ours, what a recipe makes has no name of upstream’s', async () => {
    await fresh.engine.tag(
      'gcr.io/distroless/static-debian13:nonroot',
      'drydock.invalid/distroless-before:1',
    );
    const made = await prepareImages({
      ...into({ owned: false }),
      catalogue,
      forNested: true,
      images: ['distroless-static'],
      again: true,
    });
    expect(made.ready).toMatchObject([
      { reference: 'drydock.invalid/gcr.io/distroless/static-debian13:nonroot', origin: 'built' },
    ]);
  });
});
