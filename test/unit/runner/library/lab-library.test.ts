import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LabId } from '../../../../src/lab/lab-id.ts';
import { LabLibrary } from '../../../../src/runner/library/lab-library.ts';
import { labText, writeFiles } from '../../../fixtures/lab-folder.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let root: string;
const open = () => LabLibrary.open(root);

beforeEach(() => {
  folder = makeTemporaryFolder();
  root = join(folder.path, 'labs');
  writeFiles(root, {
    'shop/web/lab.ts': labText({ shared: [{ from: 'thread/app', to: 'app' }] }),
    'shop/web/start/compose.yaml': 'services: {}\n',
    'shop/db/lab.ts': labText({ title: 'A database' }),
    'shop/db/start/compose.yaml': 'services: {}\n',
    'shop/notes/README.md': 'no lab',
    'thread/app/main.go': 'package main\n',
    'README.md': 'no chapter',
  });
});
afterEach(() => folder[Symbol.dispose]());

describe('LabLibrary', () => {
  it('finds every folder with a manifest, named by chapter and lab', async () => {
    const library = await open();
    expect(library.list().map(({ id, manifest }) => [id, manifest.id, manifest.title])).toEqual([
      ['shop/db', 'shop/db', 'A database'],
      ['shop/web', 'shop/web', 'A web server with no powers'],
    ]);
    expect(library.broken.size).toBe(0);
    expect(library.get('shop/web')).toMatchObject({ root, dir: join(root, 'shop/web') });
  });

  it('lists a lab behind those that it says to do first, in a circle too', async () => {
    const text = (after: LabId[]) => labText({ after });
    writeFiles(root, {
      'art/last/lab.ts': text(['shop/web']),
      'art/one/lab.ts': text(['art/two']),
      'art/two/lab.ts': text(['art/one', 'shop/none']),
    });
    const ids = (await open()).list().map(({ id }) => id);
    expect(ids).toEqual(['shop/web', 'art/last', 'art/two', 'art/one', 'shop/db']);
  });

  it('lists chapters of the book in its order, and others behind them', async () => {
    writeFiles(root, {
      'bpf/one/lab.ts': labText(),
      'runtimes/one/lab.ts': labText(),
      'syscalls/one/lab.ts': labText(),
    });
    const chapters = (await open()).list().map(({ id }) => id.split('/')[0]);
    expect([...new Set(chapters)]).toEqual(['runtimes', 'syscalls', 'bpf', 'shop']);
  });

  it('keeps a lab that is wrong as its error, and the others as they are', async () => {
    writeFiles(root, {
      'shop/typo/lab.ts': labText().replace('"minutes"', '"mintues"'),
      'shop/syntax/lab.ts': 'export default {{;\n',
      'shop/throws/lab.ts': 'throw new Error("no luck");\n',
      'shop/empty/lab.ts': '\n',
    });
    const library = await open();
    expect(library.list()).toHaveLength(2);
    expect([...library.broken].map(([id, { code, place }]) => [id, code, place?.file])).toEqual([
      ['shop/empty', 'bad-manifest', 'labs/shop/empty/lab.ts'],
      ['shop/syntax', 'bad-manifest', 'labs/shop/syntax/lab.ts'],
      ['shop/throws', 'bad-manifest', 'labs/shop/throws/lab.ts'],
      ['shop/typo', 'bad-manifest', 'labs/shop/typo/lab.ts'],
    ]);
    expect(library.broken.get('shop/typo')).toMatchObject({
      message: 'labs/shop/typo/lab.ts has an unknown field “mintues”.',
      fix: 'Did you mean “minutes”?',
      place: { line: expect.any(Number) },
    });
    expect(library.broken.get('shop/throws')?.message).toBe(
      'The manifest of shop/throws cannot be loaded: no luck',
    );
    expect(() => library.get('shop/typo')).toThrow(/unknown field/);
  });

  it('names the nearest lab where there is none of a name', async () => {
    const library = await open();
    expect(() => library.get('shop/wed')).toThrow('There is no lab “shop/wed”.');
    for (const [id, fix] of [
      ['shop/wed', 'Did you mean “shop/web”?'],
      ['elsewhere/entirely', 'The labs are: shop/db, shop/web.'],
    ] as const) {
      try {
        library.get(id);
      } catch (error) {
        expect(error).toMatchObject({ code: 'not-found', fix });
      }
    }
  });
});

describe('the hash of a lab', () => {
  const hashOf = async (id: string) => (await open()).get(id).contentHash;

  it('is the same until a file of it changes', async () => {
    const before = await hashOf('shop/web');
    expect(await hashOf('shop/web')).toBe(before);
    writeFileSync(join(root, 'shop/web/start/compose.yaml'), 'services: {a: {}}\n');
    const edited = await hashOf('shop/web');
    expect(edited).not.toBe(before);
    writeFiles(root, { 'shop/web/states/other/x': '' });
    expect(await hashOf('shop/web')).not.toBe(edited);
  });

  it('takes in what the lab shares, and nothing of its neighbours', async () => {
    const [web, db] = [await hashOf('shop/web'), await hashOf('shop/db')];
    writeFileSync(join(root, 'thread/app/main.go'), 'package other\n');
    expect(await hashOf('shop/web')).not.toBe(web);
    expect(await hashOf('shop/db')).toBe(db);
    rmSync(join(root, 'shop/notes'), { recursive: true });
    expect(await hashOf('shop/db')).toBe(db);
  });
});
