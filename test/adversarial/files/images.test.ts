/** What is in an image is up to whoever wrote its Dockerfile, and what is said of it up to the engine of a seat. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectEngine } from '../../../src/engine/connect.ts';
import { countFacts } from '../../../src/engine/image-facts/facts.ts';
import { ImageMeter, imageBounds } from '../../../src/engine/image-facts/image-meter.ts';
import { readBlob } from '../../../src/engine/image-facts/layer.ts';
import { mergeLayers } from '../../../src/engine/image-facts/root-file-system.ts';
import type { ImageFacts, InspectedContainer } from '../../../src/lab/observation/container.ts';
import { findImageFacts, makeImageFactsCache } from '../../../src/observe/facts/image-facts.ts';
import { gather, once } from '../../fixtures/local-inside.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

afterEach(() => vi.useRealTimers());

const never = new Promise<never>(() => undefined);
const mebibyte = 1024 * 1024;
/** Where a test ends a source that nobody refused. */
const farTooMuch = 100;

/** An archive of these, without its end. */
async function begun(
  entries: readonly (Partial<Header> & { readonly name: string; readonly content?: string })[],
): Promise<Buffer> {
  const archive = pack();
  for (const { content = '', ...header } of entries) archive.entry(header, content);
  archive.finalize();
  return (await gather(archive as AsyncIterable<Buffer>)).subarray(0, -1024);
}

describe('case 239: an image without end', () => {
  it('a package database without end: is read up to the bound', async () => {
    let sent = 0;
    async function* endless() {
      yield await begun([{ name: 'var/lib/dpkg/status', pax: { size: '8000000000' } }]);
      for (; sent < farTooMuch; sent += 1) yield Buffer.alloc(mebibyte, 'x');
    }
    await expect(readBlob(endless())).rejects.toMatchObject({
      code: 'too-big',
      message: expect.stringContaining('32 MiB'),
    });
    expect(sent).toBeLessThan(farTooMuch);
  });

  it('one whose compressed layer is small: the same', async () => {
    const bomb = await begun([{ name: 'lib/apk/db/installed', content: ' '.repeat(33 * mebibyte) }]);
    await expect(readBlob(once(gzipSync(bomb)))).rejects.toMatchObject({ code: 'too-big' });
  });

  it('paths that are too long, too many, or take too much together: are refused', async () => {
    const long = await begun([{ name: 'x', pax: { path: 'n'.repeat(3 * mebibyte) } }]);
    await expect(readBlob(once(long))).rejects.toMatchObject({ code: 'too-big' });
    const [files, names] = [new ImageMeter(), new ImageMeter()];
    const fill = (meter: ImageMeter, path: string) => () => {
      for (let index = 0; index <= imageBounds.entries; index += 1) meter.addEntry(path);
    };
    expect(fill(files, 'short')).toThrow('1,000,000 files');
    expect(fill(names, 'n'.repeat(2_000))).toThrow('64 MiB');
  });

  it('more packages than are shown: are refused; a large honest image is not', async () => {
    const database = (count: number) =>
      Array.from(
        { length: count },
        (_, index) => `Package: p${index}\nStatus: install ok installed\nVersion: 1\n`,
      ).join('\n');
    const facts = async (count: number) => {
      const blob = await readBlob(
        once(await begun([{ name: 'var/lib/dpkg/status', content: database(count) }])),
      );
      const image = {
        id: 'sha256:i',
        tags: [],
        digests: [],
        sizeBytes: 9,
        layers: ['a'],
        architecture: 'amd64',
        user: '',
        entrypoint: [],
        command: [],
        labels: {},
      };
      return countFacts(image, await mergeLayers(['layer' in blob ? blob.layer : new Map()]));
    };
    expect((await facts(20_000)).packages.installed).toHaveLength(20_000);
    await expect(facts(60_000)).rejects.toMatchObject({ code: 'too-big' });
  });

  it('layers that take each other away: others have their turn meanwhile, and it can be ended', async () => {
    const file = { type: 'file', mode: 0o644, bytes: 0 } as const;
    const below = new Map(Array.from({ length: 60_000 }, (_, index) => [`d/${index}`, file]));
    const above = new Map(Array.from({ length: 60_000 }, (_, index) => [`d/.wh.${index}`, file]));
    let turns = 0;
    const count = () => {
      turns += 1;
      again = setImmediate(count);
    };
    let again = setImmediate(count);
    expect((await mergeLayers([below, above])).size).toBe(0);
    clearImmediate(again);
    expect(turns).toBeGreaterThan(1);
    await expect(mergeLayers([below, above], AbortSignal.abort(new Error('given up')))).rejects.toThrow(
      'given up',
    );
  });

  it('one that never ends: is given up by its deadline, and by who waits', async () => {
    using folder = makeTemporaryFolder();
    const path = join(folder.path, 'engine.sock');
    const asked = Promise.withResolvers<void>();
    const answers = {
      '/version': { ApiVersion: '1.45', Arch: 'amd64' },
      '/json': { Id: 'sha256:i', Size: 1, RootFS: { Layers: [] }, Architecture: 'amd64', Config: {} },
    };
    const server = createServer((request, response) => {
      const found = Object.entries(answers).find(([tail]) => request.url?.split('?')[0]?.endsWith(tail));
      if (found)
        return void response.setHeader('content-type', 'application/json').end(JSON.stringify(found[1]));
      response.write(Buffer.alloc(512));
      asked.resolve();
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    try {
      await using engine = await connectEngine({ kind: 'socket', path });
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const reading = expect(engine.readImageFacts('sha256:i')).rejects.toMatchObject({ code: 'timed-out' });
      await asked.promise;
      await vi.advanceTimersByTimeAsync(600_000);
      await reading;
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('case 240: an engine that lies about an image, or says nothing of it', () => {
  const container: Partial<InspectedContainer> = {
    service: 'web',
    image: { id: 'sha256:i', reference: 'web' },
  };
  const said = (files: number): Partial<ImageFacts> => ({ imageId: 'sha256:i', files });
  const engine = (answer: () => Promise<ImageFacts>) => ({ readImageFacts: vi.fn(answer) });
  const wanted = () => ({ services: 'all', cache: makeImageFactsCache(), wait: true }) as const;
  const find = (of: ReturnType<typeof engine>, want: ReturnType<typeof wanted>) =>
    findImageFacts(container as InspectedContainer, want, of);

  it('what it says reaches nobody else, and is asked for once', async () => {
    const [liar, honest] = [
      engine(async () => said(1) as ImageFacts),
      engine(async () => said(100) as ImageFacts),
    ];
    const want = wanted();
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await find(liar, want)).toMatchObject({ value: { files: 1 } });
      expect(await find(honest, want)).toMatchObject({ value: { files: 100 } });
    }
    expect([liar, honest].map(({ readImageFacts }) => readImageFacts.mock.calls.length)).toEqual([1, 1]);
  });

  it('nobody else waits for it', async () => {
    const [mute, honest] = [engine(() => never), engine(async () => said(100) as ImageFacts)];
    const want = wanted();
    void find(mute, want);
    expect(await find(honest, want)).toMatchObject({ value: { files: 100 } });
  });
});
