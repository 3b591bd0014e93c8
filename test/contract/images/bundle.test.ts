/** Images on their way from one Engine to another by a file, between both kinds of stores. */
import { copyFileSync, existsSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBundle } from '../../../src/bundle/load-bundle.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import { saveBundle } from '../../../src/bundle/save-bundle.ts';
import { root } from '../../../src/cli/root.ts';
import type { ConnectedEngine } from '../../../src/engine/connect.ts';
import { type Catalogue, getImage, loadCatalogue } from '../../../src/engine/images/catalogue.ts';
import { makeImageEngine } from '../../../src/engine/images/image-engine.ts';
import { prepareImages } from '../../../src/engine/images/prepare.ts';
import { requirePrepared } from '../../../src/engine/images/prepare-request.ts';
import { type RecipeHashes, readRecipeHashes } from '../../../src/engine/images/recipe-hash.ts';
import type { SeatProvider } from '../../../src/seats/seat-provider.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { makeOuter, whyNoEmbedded } from '../machine.ts';
import { type FreshEngine, startFreshEngine } from './fresh-engine.ts';

const skip = await whyNoEmbedded();
const never = new AbortController().signal;
const ids = ['alpine', 'recorder'];

describe.skipIf(skip !== undefined)('a bundle', () => {
  const folder = makeTemporaryFolder();
  const file = join(folder.path, 'room.drydock');
  let provider: SeatProvider;
  let outer: ConnectedEngine;
  let catalogue: Catalogue;
  let hashes: RecipeHashes;

  const save = async (engine: ConnectedEngine, into: string) =>
    saveBundle(into, {
      engine,
      images: await Promise.all(
        ids.map(async (id) => {
          const { reference } = getImage(catalogue, id);
          const found = await engine.findImage(reference);
          if (found === undefined) throw new Error(`${reference} is not there`);
          return { id, reference, name: reference, found };
        }),
      ),
      architecture: (await engine.info()).architecture,
      drydock: '0.1.0',
      signal: never,
    });
  const load = async ({ engine }: FreshEngine, from = file) => {
    await using bundle = await openBundle(from, never);
    const request = { engine, owned: true, catalogue, hashes, ids: [], signal: never };
    return await loadBundle(bundle, request);
  };

  beforeAll(async () => {
    catalogue = await loadCatalogue(join(root, 'labs', 'images'));
    hashes = await readRecipeHashes(catalogue);
    provider = await makeOuter(folder.path, 'bundle');
    outer = await provider.connect();
    const images = [...ids, 'seat', 'seat-forky'];
    const into = { ...makeImageEngine(outer, { owned: true, catalogue }), catalogue, images };
    requirePrepared(await prepareImages(into));
    await save(outer, file);
  }, 900_000);
  afterAll(async () => {
    await provider?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('saved again has the same bytes', async () => {
    const again = join(folder.path, 'again.drydock');
    await save(outer, again);
    expect(readFileSync(again).equals(readFileSync(file))).toBe(true);
  });

  describe.each([
    ['26.1, with a storage driver', 'drydock/seat:1', []],
    [
      'of the next Debian, with containerd’s store',
      'drydock/seat-forky:1',
      ['--feature=containerd-snapshotter=true'],
    ],
  ] as const)('on an Engine %s', (_, image, argv) => {
    let fresh: FreshEngine;
    beforeAll(async () => {
      fresh = await startFreshEngine(outer, { image, argv });
    });
    afterAll(() => fresh?.[Symbol.asyncDispose]());

    it('that was altered, or cut off, leaves no image there', async () => {
      const bad = join(folder.path, 'bad.drydock');
      copyFileSync(file, bad);
      const at = statSync(bad).size - 200_000;
      writeSync(openSync(bad, 'r+'), Buffer.from([readFileSync(file)[at] === 1 ? 2 : 1]), 0, 1, at);
      await expect(load(fresh, bad)).rejects.toMatchObject({ code: 'bad-usage' });
      for (const id of ids)
        expect(await fresh.engine.findImage(getImage(catalogue, id).reference)).toBeUndefined();
    });

    it('brings images that are the same and run, and does nothing the second time', async () => {
      const { loaded } = await load(fresh);
      expect(loaded.map(({ id }) => id)).toEqual(ids);
      for (const id of ids) {
        const { reference } = getImage(catalogue, id);
        const [before, after] = [await outer.findImage(reference), await fresh.engine.findImage(reference)];
        expect(after?.layers).toEqual(before?.layers);
        expect(after?.labels).toEqual(before?.labels);
      }
      const name = 'drydock-bundle-runs';
      const made = await fresh.engine.ensureContainer({
        name,
        image: getImage(catalogue, 'alpine').reference,
        argv: ['true'],
        labels: { 'dev.drydock.role': 'test' },
        networkMode: 'none',
      });
      expect(await fresh.engine.waitForEnd(made)).toBe(0);
      await fresh.engine.removeContainer(made);
      expect(await load(fresh)).toMatchObject({ loaded: [], here: ids.map((id) => ({ id })) });
    });

    it('can be saved from there too', async () => {
      const other = join(folder.path, `${image.replaceAll(/\W/g, '-')}.drydock`);
      const { images } = await save(fresh.engine, other);
      expect(images.map(({ id }) => id)).toEqual(ids);
      expect((await load(fresh, other)).here).toHaveLength(ids.length);
    });
  });

  it('that is being written leaves nothing when Ctrl-C ends it', async () => {
    const cut = join(folder.path, 'cut.drydock');
    const program = join(root, 'src/cli/main.ts');
    const { endpoint } = outer;
    const socket = endpoint.kind === 'socket' ? endpoint.path : '';
    const running = execa(
      process.execPath,
      [program, '--home', join(folder.path, 'home'), '--engine', 'host', 'images', 'save', cut, 'seat'],
      { env: { DOCKER_HOST: `unix://${socket}` }, reject: false },
    );
    running.stderr.on('data', (said) => {
      if (String(said).includes('saving')) running.kill('SIGINT');
    });
    const { exitCode, signal, stderr } = await running;
    expect(stderr).toContain('Cancelled: Nothing was left of');
    // By its signal where the kernel still writes: `exit` in ending-signal.ts waits for no disk.
    expect(exitCode ?? signal).toBeOneOf([1, 'SIGTERM']);
    expect(existsSync(cut)).toBe(false);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('cut'))).toEqual([]);
  });
});
