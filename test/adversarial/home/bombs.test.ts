/** Backups that are more than they seem: small files that would fill a disk, a folder or the memory. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ArchiveBounds, archiveBounds } from '../../../src/store/archive/archive-meter.ts';

import { writeArchive } from '../../../src/store/archive/write-archive.ts';
import { DrydockCommand } from '../../fixtures/drydock-command.ts';
import {
  makeDatabase,
  manifestOf,
  type PackedEntry,
  packArchive,
} from '../../fixtures/store/pack-archive.ts';
import { restoreFile } from '../../fixtures/store/restore-file.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const home = () => join(folder.path, 'home');
const archive = () => join(folder.path, 'theirs.tar.gz');
const at = new Date('2026-01-01T12:00:00Z');
const file = (name: string, content = ''): PackedEntry => [{ name }, content];
const database = (): PackedEntry => [{ name: 'drydock.db' }, makeDatabase()];

beforeEach(() => {
  folder = makeTemporaryFolder();
  mkdirSync(home());
});
afterEach(() => folder[Symbol.dispose]());

async function expectRefused(work: Promise<unknown>, why: string) {
  await expect(work).rejects.toMatchObject({
    code: 'bad-usage',
    message: expect.stringContaining(why),
  });
  expect(readdirSync(home())).toEqual([]);
}

describe('case 159: a backup that would fill the disk is refused by its bounds', () => {
  test('a file that says it is larger than all may be', async () => {
    await packArchive(archive(), [database()]);
    const plain = gunzipSync(readFileSync(archive()));
    // The manifest fills one block behind its header; the next header is the database's.
    writeSize(plain, 1_024, archiveBounds.bytes + 1);
    writeFileSync(archive(), gzipSync(plain));
    const refused = await new DrydockCommand(home(), undefined).run('restore', archive());
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('more than') });
    expect(existsSync(join(home(), 'drydock.db'))).toBe(false);
  });

  test.each<readonly [string, Partial<ArchiveBounds>, readonly PackedEntry[], string]>([
    ['bytes', { bytes: 10 }, [file('kept/a', '12345'), file('kept/b', '123456')], 'more than 10 B'],
    ['files', { files: 2 }, ['a', 'b', 'c'].map((name) => file(`kept/${name}`)), 'more than 2 files'],
    ['depth', {}, [file(`kept/${'a/'.repeat(100)}b`)], 'folders deep'],
    ['length of a path', {}, [file(`kept/${`${'a'.repeat(200)}/`.repeat(20)}b`)], 'bytes'],
    ['length of a name', {}, [file(`kept/${'a'.repeat(256)}`)], 'more than 255 bytes'],
  ])('%s', async (_, change, entries, why) => {
    await packArchive(archive(), entries);
    const bounds = { ...archiveBounds, ...change };
    await expectRefused(restoreFile(home(), archive(), { at, bounds }), why);
  });

  test('a manifest without end', async () => {
    await packArchive(archive(), [], `${manifestOf()}${' '.repeat(archiveBounds.manifestBytes)}`);
    await expectRefused(restoreFile(home(), archive(), { at }), 'too long');
  });

  test('64 MiB of nothing behind the manifest', async () => {
    await packArchive(archive(), []);
    const plain = gunzipSync(readFileSync(archive())).subarray(0, 1_024);
    writeFileSync(archive(), gzipSync(Buffer.concat([plain, Buffer.alloc(64 * 1024 ** 2)]), { level: 1 }));
    await expectRefused(restoreFile(home(), archive(), { at }), 'goes on without any file');
  });

  test('names of names without end', async () => {
    const pax = { name: 'kept/a', pax: { comment: 'x'.repeat(1024 ** 2) } };
    await packArchive(archive(), []);
    const head = gunzipSync(readFileSync(archive())).subarray(0, 1_024);
    await packArchive(archive(), [[pax, '']]);
    // The header of the extension and the extension, without the file that it belongs to.
    const extension = gunzipSync(readFileSync(archive())).subarray(1_024, 1_024 + 512 + 1024 ** 2);
    const many = Array.from({ length: 12 }, () => Buffer.concat([extension, Buffer.alloc(512)]));
    writeFileSync(archive(), gzipSync(Buffer.concat([head, ...many]), { level: 1 }));
    await expect(restoreFile(home(), archive(), { at })).rejects.toMatchObject({ code: 'bad-usage' });
    expect(readdirSync(home())).toEqual([]);
  });

  test('a backup keeps to the same bounds, so that it can be restored', async () => {
    const full = join(folder.path, 'full');
    mkdirSync(join(full, 'kept'), { recursive: true });
    writeFileSync(join(full, 'drydock.db'), makeDatabase());
    for (const name of ['a', 'b', 'c']) writeFileSync(join(full, 'kept', name), name);
    const mine = join(folder.path, 'mine.tar.gz');
    const bounds = { ...archiveBounds, files: 3 };
    await expect(writeArchive(full, mine, { at, bounds })).rejects.toMatchObject({ code: 'too-big' });
    expect(readdirSync(folder.path).sort()).toEqual(['full', 'home']);
    await writeArchive(full, mine, { at, bounds: { ...bounds, files: 4 } });
    await restoreFile(home(), mine, { at, bounds: { ...bounds, files: 4 } });
    expect(readdirSync(join(home(), 'kept')).sort()).toEqual(['a', 'b', 'c']);
  });
});

/** The size of an entry in its header, with the sum over it. tar(5). */
function writeSize(tar: Buffer, offset: number, size: number): void {
  tar.write(`${size.toString(8).padStart(11, '0')} `, offset + 124, 'latin1');
  tar.fill(' ', offset + 148, offset + 156);
  const sum = tar.subarray(offset, offset + 512).reduce((total, byte) => total + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, offset + 148, 'latin1');
}
