import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type LoadRequest, loadBundle } from '../../../src/bundle/load-bundle.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import { saveBundle } from '../../../src/bundle/save-bundle.ts';
import { readEntries } from '../../../src/bundle/tar-entries.ts';
import { type Catalogue, parseCatalogue } from '../../../src/engine/images/catalogue.ts';
import { DrydockError } from '../../../src/lab/errors.ts';
import type { InspectedImage } from '../../../src/lab/observation/container.ts';
import {
  type FakeImage,
  inspected,
  savedByEngine,
  savedByOldEngine,
  takenByEngine,
  toSave,
} from '../../fixtures/bundle/fake-saved.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const never = new AbortController().signal;
const bytes = (seed: string, length: number) =>
  Buffer.concat(
    Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
      createHash('sha256').update(`${seed} ${index}`).digest(),
    ),
  ).subarray(0, length);

const built = (id: string) => ({ 'dev.drydock.image': id, 'dev.drydock.recipe': `recipe of ${id}` });
const base: FakeImage = { id: 'debian', reference: 'debian:13', layers: [bytes('base', 100_000)] };
const tools: FakeImage = {
  id: 'tools',
  reference: 'drydock/tools:1',
  layers: [...base.layers, bytes('tools', 70_001)],
  labels: built('tools'),
};
const standIn: FakeImage = {
  id: 'alpine',
  reference: 'alpine:3',
  layers: [bytes('alpine', 66_000)],
  labels: { ...built('alpine'), 'dev.drydock.stand-in': 'no registry' },
};
const all = [base, tools, standIn];

const spec = (reference: string, likeness: unknown) => ({
  reference,
  title: reference,
  purpose: 'lab',
  platforms: ['amd64'],
  rank: 1,
  megabytes: 1,
  likeness,
  recipe: { kind: 'bootstrap', suite: 'trixie' },
});
const catalogue: Catalogue = parseCatalogue(
  {
    debian: spec('debian:13', { kind: 'faithful', because: 'same packages' }),
    tools: spec('drydock/tools:1', { kind: 'own' }),
    alpine: spec('alpine:3', { kind: 'stand-in', because: 'no registry' }),
  },
  '/nowhere',
);
const hashes = new Map(all.map(({ id }) => [id, `recipe of ${id}`]));

let folder: string;
beforeEach(() => {
  const made = makeTemporaryFolder();
  folder = made.path;
  return () => made[Symbol.dispose]();
});

const save = (
  name: string,
  images = all,
  from: typeof savedByEngine = savedByEngine,
  more: Partial<Parameters<typeof saveBundle>[1]> = {},
) =>
  saveBundle(join(folder, name), {
    engine: { save: async () => from(images) },
    images: images.map(toSave),
    architecture: 'amd64',
    drydock: '0.1.0',
    signal: never,
    ...more,
  });

/** An engine that has what it was given whole. */
class Engine {
  readonly images = new Map<string, InspectedImage>();
  loads = 0;
  architecture = 'amd64';
  readonly engine = {
    info: async () =>
      ({ architecture: this.architecture }) as Awaited<ReturnType<LoadRequest['engine']['info']>>,
    findImage: async (name: string) => this.images.get(name),
    load: async (tar: AsyncIterable<Uint8Array>, signal?: AbortSignal) => {
      this.loads += 1;
      const taken = await takenByEngine(tar);
      signal?.throwIfAborted();
      for (const image of taken) this.images.set(image.tags[0] ?? '', image);
    },
  } satisfies LoadRequest['engine'];
}

async function load(file: string, engine: Engine, more: Partial<LoadRequest> = {}) {
  const signal = more.signal ?? never;
  await using bundle = await openBundle(file, signal);
  return await loadBundle(bundle, {
    engine: engine.engine,
    owned: true,
    catalogue,
    hashes,
    ids: [],
    signal,
    ...more,
  });
}

/** As whoever altered the list on purpose would write it. */
function withListHash(bundle: Buffer): Buffer {
  const list = bundle.subarray(512, 512 + 512 * 1024);
  const hash = createHash('sha256').update(list).digest('hex');
  return Buffer.from(
    bundle.toString('latin1').replace(/[0-9a-f]{64} {2}drydock-images\.json/, `${hash}  drydock-images.json`),
    'latin1',
  );
}

const errorOf = async (promise: Promise<unknown>) => {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DrydockError) return error;
  throw new Error(`expected an error of the catalogue, not ${String(error)}`);
};

describe('a bundle', () => {
  test('brings every image as it was, layers that they share once', async () => {
    const written = await save('one');
    expect(written.images.map(({ id }) => id)).toEqual(['debian', 'tools', 'alpine']);
    // Whoever gets the medium reads it.
    expect(statSync(written.file).mode & 0o004).toBe(0o004);
    const engine = new Engine();
    const result = await load(written.file, engine);
    expect(result.loaded.map(({ name }) => name)).toEqual(['debian:13', 'drydock/tools:1', 'alpine:3']);
    for (const image of all) {
      const { layers, labels } = inspected(image);
      expect(engine.images.get(image.reference)).toMatchObject({ layers, labels });
    }
    const names: string[] = [];
    for await (const entry of readEntries(createReadStream(written.file))) {
      names.push(entry.header.name);
      entry.resume();
    }
    expect(names[0]).toBe('drydock-images.json');
    expect(names.at(-1)).toBe('drydock-images.sha256');
    // Three layers and three configurations.
    expect(names).toHaveLength(2 + 6);
  });

  test('has the same bytes when the same images are saved again, by an older Engine too', async () => {
    const [one, two] = [await save('one'), await save('two')];
    expect(readFileSync(two.file).equals(readFileSync(one.file))).toBe(true);
    const alone = [await save('three', [standIn]), await save('four', [standIn], savedByOldEngine)];
    expect(alone[1]?.listSha256).toBe(alone[0]?.listSha256);
  });

  test('can be written from an Engine that writes links', async () => {
    const written = await save('one', all, savedByOldEngine);
    const engine = new Engine();
    await load(written.file, engine);
    expect(engine.images.get('drydock/tools:1')?.layers).toEqual(inspected(tools).layers);
  });

  test('loaded twice does nothing the second time', async () => {
    const { file } = await save('one');
    const engine = new Engine();
    await load(file, engine);
    const again = await load(file, engine);
    expect(again.loaded).toEqual([]);
    expect(again.here.map(({ id }) => id)).toEqual(['debian', 'tools', 'alpine']);
    expect(engine.loads).toBe(1);
  });

  test('brings some images alone, and says which it has not', async () => {
    const { file } = await save('one');
    const engine = new Engine();
    await load(file, engine, { ids: ['drydock/tools:1'] });
    expect([...engine.images.keys()]).toEqual(['drydock/tools:1']);
    expect(await errorOf(load(file, engine, { ids: ['gcc'] }))).toMatchObject({
      code: 'not-found',
      fix: 'It has debian, tools, alpine.',
    });
  });

  test('gives no upstream name to a stand-in in a Docker that is somebody’s own', async () => {
    const { file } = await save('one');
    const engine = new Engine();
    const { loaded } = await load(file, engine, { owned: false });
    expect(loaded.map(({ name }) => name)).toEqual([
      'debian:13',
      'drydock/tools:1',
      'drydock.invalid/alpine:3',
    ]);
  });

  test('leaves out what this Drydock would not count as here', async () => {
    const { file } = await save('one');
    const engine = new Engine();
    const newer = new Map([...hashes, ['tools', 'another recipe']]);
    const { skipped } = await load(file, engine, { hashes: newer });
    expect(skipped).toMatchObject([{ id: 'tools', why: expect.stringContaining('another recipe') }]);
    expect([...engine.images.keys()]).toEqual(['debian:13', 'alpine:3']);
  });
});

describe('case 344: nothing is loaded from a bundle', () => {
  let good: Buffer;
  let file: string;
  beforeEach(async () => {
    good = readFileSync((await save('good')).file);
    file = join(folder, 'bad');
  });

  test('for another architecture', async () => {
    writeFileSync(file, good);
    const engine = new Engine();
    engine.architecture = 'arm64';
    expect(await errorOf(load(file, engine))).toMatchObject({
      code: 'image-unavailable',
      message: expect.stringContaining('holds images for amd64, and this engine is for arm64'),
    });
    expect(engine.loads).toBe(0);
  });

  test('that is cut off anywhere', async () => {
    for (const at of [0, 100, 512, 300_000, 600_000, good.length - 2_000, good.length - 1_500]) {
      writeFileSync(file, good);
      truncateSync(file, at);
      const engine = new Engine();
      const error = await errorOf(load(file, engine));
      expect({ at, code: error.code }).toEqual({ at, code: 'bad-usage' });
      expect(error.message).toMatch(/cannot be loaded: .*None of its images was loaded\./);
      expect(engine.images.size).toBe(0);
    }
  });

  test('with a byte that is another, wherever it is: or the images are as they were', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.nat({ max: good.length - 1 }),
          // Headers and the text of the list are a small part of it.
          fc.nat({ max: 4_000 }),
          fc.constantFrom(good.length - 2_048, good.length - 1_536, good.length - 1_030),
        ),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const bad = Buffer.from(good);
          bad[at] = (bad[at] ?? 0) ^ change;
          writeFileSync(file, bad);
          const engine = new Engine();
          const loading = load(file, engine);
          const failed = await loading.then(
            () => false,
            (error: unknown) => error instanceof DrydockError && error.code === 'bad-usage',
          );
          if (failed) return engine.images.size === 0;
          await loading;
          return all.every((image) => engine.images.get(image.reference)?.id === inspected(image).id);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('and it is not taken for one of another architecture, where that was altered', async () => {
    const text = good.toString('latin1').replace('"architecture":"amd64"', '"architecture":"md64 "');
    writeFileSync(file, text, 'latin1');
    expect(await errorOf(load(file, new Engine()))).toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('was altered'),
    });
  });

  test('that unpacks to more, or less, than its list says', async () => {
    const real = [...all.flatMap(({ layers }) => layers)].map(({ length }) => length);
    for (const [length, said] of [
      [real[0], 99_999],
      [real[0], 100_001],
    ]) {
      const text = good
        .toString('latin1')
        .replace(`"unpackedBytes":${length}`, `"unpackedBytes":${String(said).padStart(6)}`);
      writeFileSync(file, withListHash(Buffer.from(text, 'latin1').subarray(0, good.length)));
      const engine = new Engine();
      expect((await errorOf(load(file, engine))).message).toContain(`does not unpack to the ${said} bytes`);
      expect(engine.images.size).toBe(0);
    }
  });

  test('that is no bundle, is a folder, or is not there', async () => {
    writeFileSync(file, 'an archive of something else'.repeat(100));
    expect(await errorOf(load(file, new Engine()))).toMatchObject({ code: 'bad-usage' });
    expect(await errorOf(load(folder, new Engine()))).toMatchObject({
      code: 'bad-usage',
      message: `${folder} is a folder.`,
    });
    expect(await errorOf(load(join(folder, 'none'), new Engine()))).toMatchObject({ code: 'not-found' });
  });

  test('of a newer Drydock', async () => {
    const text = good.toString('latin1').replace('"format":1', '"format":2');
    writeFileSync(file, text, 'latin1');
    expect(await errorOf(load(file, new Engine()))).toMatchObject({
      message: expect.stringContaining('written by a newer Drydock'),
    });
  });

  test('while the Engine’s disk is full: its own error is told', async () => {
    writeFileSync(file, good);
    const engine = new Engine();
    const full = new DrydockError('disk-full', { message: 'The disk of the Docker Engine is full.' });
    engine.engine.load = async (tar) => {
      for await (const _ of tar) throw full;
    };
    expect(await errorOf(load(file, engine))).toBe(full);
  });

  test('when it is cancelled in the middle', async () => {
    writeFileSync(file, good);
    const engine = new Engine();
    const cancelling = new AbortController();
    const onBytes = () => cancelling.abort();
    expect(await errorOf(load(file, engine, { signal: cancelling.signal, onBytes }))).toMatchObject({
      code: 'cancelled',
    });
    expect(engine.images.size).toBe(0);
  });
});

describe('saving', () => {
  test('leaves nothing when it is cancelled', async () => {
    const cancelling = new AbortController();
    const more = { signal: cancelling.signal, onBytes: () => cancelling.abort() };
    expect(await errorOf(save('one', all, savedByEngine, more))).toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('leaves nothing when the Engine breaks off, or gives less than was asked for', async () => {
    const broken = () =>
      (async function* () {
        yield new Uint8Array(0);
        throw new DrydockError('engine-lost', { message: 'gone' });
      })();
    await expect(save('one', all, broken)).rejects.toThrow('gone');
    expect(await errorOf(save('one', all, () => savedByEngine([base])))).toMatchObject({
      code: 'engine-failed',
      message: 'The Docker Engine did not give all of drydock/tools:1.',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('writes over nothing', async () => {
    writeFileSync(join(folder, 'one'), 'mine');
    expect(await errorOf(save('one'))).toMatchObject({ code: 'bad-usage' });
    expect(readFileSync(join(folder, 'one'), 'utf8')).toBe('mine');
    expect(existsSync(join(folder, 'one.unfinished'))).toBe(false);
  });

  test('says how far it is, of about all', async () => {
    const told: (readonly [number, number])[] = [];
    await save('one', all, savedByEngine, { onBytes: (now, total) => told.push([now, total]) });
    // The layer of debian counts once.
    expect(told.at(-1)?.[1]).toBe(100_000 + 70_001 + 66_000);
    expect(told.every(([now], index) => now >= (told[index - 1]?.[0] ?? 0))).toBe(true);
  });
});
