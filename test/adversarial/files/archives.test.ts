/** What comes out of a seat is packed by a program that the learner may have put there. */
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Header, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { findPathFault } from '../../../src/files/path-fault.ts';
import { unpackTree } from '../../../src/files/tree-archive.ts';
import { DrydockError } from '../../../src/lab/errors.ts';
import { manifestName } from '../../../src/store/archive/archive-format.ts';
import { archiveBounds } from '../../../src/store/archive/archive-meter.ts';
import { openArchive } from '../../../src/store/archive/archive-source.ts';
import { readArchive } from '../../../src/store/archive/read-archive.ts';
import { gather, once } from '../../fixtures/local-inside.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { facts, makeExchange, secret } from './exchanged.ts';

type Entry = Partial<Header> & { readonly name: string; readonly content?: string };

async function packed(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const { content = '', ...header } of entries) archive.entry(header, content);
  archive.finalize();
  return gather(archive as AsyncIterable<Buffer>);
}

const top = (entries: readonly Entry[]): readonly Entry[] => [
  { name: 'workspace/', type: 'directory' },
  ...entries,
];

/** An exchange whose seat gives these archives, one after the other, whatever is in it. */
function seatThatGives(archives: readonly (AsyncIterable<Uint8Array> | Uint8Array)[]) {
  const left = [...archives];
  return makeExchange(() => ({
    async getArchive() {
      const next = left.shift() ?? new Uint8Array(1024);
      return next instanceof Uint8Array ? once(next) : next;
    },
  }));
}

describe('case 87: an archive whose names lead out of the workspace', () => {
  const refused: readonly (readonly [string, readonly Entry[]])[] = [
    ['above', [{ name: 'workspace/../../canary/new', content: 'x' }]],
    ['above, of the top', [{ name: '../canary/new', content: 'x' }]],
    ['far above', [{ name: `workspace/${'../'.repeat(12)}tmp/drydock-canary-new`, content: 'x' }]],
    ['absolute', [{ name: '/tmp/drydock-canary-new', content: 'x' }]],
    ['of nothing', [{ name: 'workspace//x', content: 'x' }]],
    [
      'behind a link',
      [
        { name: 'workspace/way', type: 'symlink', linkname: '../../canary' },
        { name: 'workspace/way/new', content: 'x' },
      ],
    ],
    [
      'behind what becomes a link later',
      [
        { name: 'workspace/way', type: 'directory' },
        { name: 'workspace/way/new', content: 'x' },
        { name: 'workspace/way', type: 'symlink', linkname: '../../canary' },
      ],
    ],
    ['of a hard link', [{ name: 'workspace/hard', type: 'link', linkname: 'workspace/../../canary/secret' }]],
    ['of an absolute hard link', [{ name: 'workspace/hard', type: 'link', linkname: '/etc/hostname' }]],
    ['too long', [{ name: `workspace/${'n'.repeat(256)}`, content: 'x' }]],
  ];

  it.each(refused)('%s: is refused, and nothing is touched', async (_, entries) => {
    using exchange = seatThatGives([await packed(top(entries))]);
    writeFileSync(join(exchange.server, 'mine'), 'kept');
    const [before, files] = [exchange.beside(), facts(exchange.server)];
    await expect(exchange.link.syncOut()).rejects.toMatchObject({
      code: 'path-refused',
      message: expect.any(String),
      fix: expect.any(String),
    });
    expect(exchange.beside()).toEqual(before);
    expect(facts(exchange.server)).toEqual(files);
  });

  it('by any sequence of entries, over links that are there: creates, changes, reads and deletes nothing outside', async () => {
    const part = fc.constantFrom('a', 'b', 'way', 'planted', 'deep', 'secret', 'sub', '..', '.', '');
    const tail = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const name = fc.oneof(
      { weight: 9, arbitrary: tail.map((path) => `workspace/${path}`) },
      { weight: 1, arbitrary: tail },
    );
    const honest = fc
      .array(fc.constantFrom('a', 'b', 'way', 'planted', 'sub'), { minLength: 1, maxLength: 3 })
      .map((parts) => `workspace/${parts.join('/')}`);
    const target = fc.constantFrom('../../canary', '../canary', '.', 'a', '/', 'CANARY', 'workspace/a');
    const entry = fc.record({
      name: fc.oneof({ weight: 6, arbitrary: honest }, { weight: 1, arbitrary: name }),
      type: fc.constantFrom<Header['type']>(
        'file',
        'directory',
        'symlink',
        'link',
        'fifo',
        'character-device',
      ),
      linkname: target,
      mode: fc.integer({ min: 0, max: 0o7777 }),
      content: fc.constantFrom('', 'one', 'two'),
    });
    const archive = fc.array(entry, { maxLength: 7 });
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(archive, { minLength: 1, maxLength: 3 }), async (archives) => {
        const given: Buffer[] = [];
        using exchange = makeExchange(() => ({
          getArchive: async () => once(given.shift() ?? new Uint8Array(1024)),
        }));
        symlinkSync(exchange.canary, join(exchange.server, 'planted'));
        mkdirSync(join(exchange.server, 'sub'));
        symlinkSync('../../../canary', join(exchange.server, 'sub', 'way'));
        const before = exchange.beside().canary;
        for (const entries of archives) {
          const placed = entries.map(({ content, ...one }) => ({
            ...one,
            linkname: one.linkname === 'CANARY' ? exchange.canary : one.linkname,
            ...(one.type === 'file' ? { content } : {}),
          }));
          given.push(await packed(top(placed)));
          const outcome = await exchange.link.syncOut().then(
            () => 'taken',
            (error: { code?: string }) => error.code,
          );
          expect(['taken', 'path-refused']).toContain(outcome);
          if (outcome === 'taken') taken += 1;
          await exchange.link.syncIn();
        }
        expect(exchange.beside().canary).toEqual(before);
        expect(exchange.beside().server.filter((one) => !one.startsWith('workspace'))).toEqual([]);
        expect(exchange.put.some((bytes) => Buffer.from(bytes).includes(secret))).toBe(false);
        expect(facts(exchange.server).join()).not.toContain(secret);
        for (const fact of facts(exchange.server)) expect(fact).not.toMatch(/ (?:folder|file) [1-7]\d{3}\b/);
      }),
      { numRuns: 60 },
    );
    expect(taken).toBeGreaterThan(10);
  });
});

describe('case 88: set-user-ID, set-group-ID and sticky bits in an archive', () => {
  it('do not pass, neither out nor in', async () => {
    const entries = top([
      { name: 'workspace/dir', type: 'directory', mode: 0o7777 },
      { name: 'workspace/dir/run', mode: 0o6755, content: '#!/bin/sh' },
      { name: 'workspace/shut', type: 'directory', mode: 0o5070 },
    ]);
    using exchange = seatThatGives([await packed(entries)]);
    await exchange.link.syncOut();
    const mode = (path: string) => (lstatSync(join(exchange.server, path)).mode & 0o7777).toString(8);
    expect([mode('dir'), mode('dir/run'), mode('shut')]).toEqual(['777', '755', '770']);
  });
});

describe('case 91: a seat that holds more than is carried', () => {
  const many = async (count: number, nameOf: (index: number) => string) =>
    packed(
      top(Array.from({ length: count }, (_, index) => ({ name: nameOf(index), type: 'directory' as const }))),
    );
  const deep = (index: number, depth: number) =>
    `workspace/${index}/${Array.from({ length: depth - 1 }, () => 'd').join('/')}`;
  const mebibyte = 'x'.repeat(1024 * 1024);

  /** One empty file again and again, with a remark of 3 MiB each time; it ends before the memory of the machine does. */
  async function* endless() {
    const remark = { name: 'workspace/a', pax: { comment: 'n'.repeat(3 * 1024 * 1024) } };
    const entry = (await packed([remark])).subarray(0, -1024);
    for (let given = 0; given < 100; given += 1) yield entry;
  }

  it.each([
    [
      '12,000 empty folders',
      () => many(12_000, (index) => `workspace/d${index}`),
      '10,000 files and folders',
    ],
    [
      '200 folders that each want 60 more',
      () => many(200, (index) => deep(index, 60)),
      '10,000 files and folders',
    ],
    ['a folder 65 deep', () => many(1, () => deep(0, 65)), '64 folders deep'],
    [
      'a path of 4,000 bytes',
      () => many(1, () => `workspace/${Array(20).fill('n'.repeat(199)).join('/')}`),
      '2048 bytes',
    ],
    [
      '100 hard links to one MiB',
      () =>
        packed(
          top([
            { name: 'workspace/one', content: mebibyte },
            ...Array.from({ length: 100 }, (_, index) => ({
              name: `workspace/link${index}`,
              type: 'link' as const,
              linkname: 'workspace/one',
            })),
          ]),
        ),
      '64 MiB',
    ],
    ['65 MiB', () => packed(top([{ name: 'workspace/big', content: mebibyte.repeat(65) }])), '64 MiB'],
    ['what does not end', async () => endless(), 'an archive of more than'],
  ])(
    '%s: is an error that names the bound, and both sides and the record are as they were',
    async (_, make, bound) => {
      const first = await packed(top([{ name: 'workspace/mine', content: 'kept' }]));
      using exchange = seatThatGives([first, await make()]);
      await exchange.link.syncOut();
      const before = [
        facts(exchange.server),
        facts(exchange.seat),
        readFileSync(exchange.recordFile, 'utf8'),
      ];
      await expect(exchange.link.syncOut()).rejects.toMatchObject({
        code: 'too-big',
        message: expect.stringContaining(bound),
        fix: expect.any(String),
      });
      expect([
        facts(exchange.server),
        facts(exchange.seat),
        readFileSync(exchange.recordFile, 'utf8'),
      ]).toEqual(before);
    },
  );

  it('what each side may hold and both together may not: the same', async () => {
    using exchange = seatThatGives([await many(6_000, (index) => `workspace/theirs${index}`)]);
    for (let index = 0; index < 5_000; index += 1) mkdirSync(join(exchange.server, `mine${index}`));
    await expect(exchange.link.syncOut()).rejects.toMatchObject({ code: 'too-big' });
    expect(readdirSync(exchange.server)).toHaveLength(5_000);
  });
});

describe.skipIf(process.platform !== 'linux')('case 230: bytes that are no UTF-8', () => {
  const odd = Buffer.from([0x6c, 0xff, 0x6f]);
  const path = (root: string) => Buffer.concat([Buffer.from(`${root}/`), odd]);
  const linkTo = (root: string) => symlinkSync(odd, join(root, 'link'));

  it.each([
    ['a name', (root: string) => writeFileSync(path(root), 'x'), 'l�o'],
    ['the target of a link', linkTo, 'link'],
  ])('in %s in a seat: an error that names it, and nothing is taken', async (_, make, name) => {
    using at = makeExchange();
    writeFileSync(join(at.server, 'file'), 'mine');
    await at.link.syncIn();
    writeFileSync(join(at.seat, 'file'), 'new');
    make(at.seat);
    const before = facts(at.server);
    await expect(at.link.syncOut()).rejects.toMatchObject({
      code: 'path-refused',
      message: expect.stringMatching(new RegExp(`“${name}”.*UTF-8`)),
    });
    expect(facts(at.server)).toEqual(before);
  });

  it('in the target of a link of the server’s: the same', async () => {
    using at = makeExchange();
    linkTo(at.server);
    await expect(at.link.syncIn()).rejects.toMatchObject({
      code: 'path-refused',
      message: expect.stringMatching(/“link”.*UTF-8/),
    });
    expect(readdirSync(at.seat)).toEqual([]);
  });
});

describe('case 92: an archive that is none', () => {
  it.each([
    ['noise', async () => Buffer.alloc(4096, 'noise')],
    [
      'cut off in a file',
      async () => (await packed(top([{ name: 'workspace/a', content: 'x'.repeat(5000) }]))).subarray(0, 2048),
    ],
  ])('%s: says so, and nothing is changed', async (_, make) => {
    const first = await packed(top([{ name: 'workspace/mine', content: 'kept' }]));
    using exchange = seatThatGives([first, await make()]);
    await exchange.link.syncOut();
    const before = facts(exchange.server);
    await expect(exchange.link.syncOut()).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('cannot be read'),
      fix: expect.any(String),
    });
    expect(facts(exchange.server)).toEqual(before);
  });
});

describe('case 232: an entry that is no file, and has a size', () => {
  /** A header with these fields as they are, and its sum. ustar(5). */
  function header(name: string, flag: string, size: string): Buffer {
    const block = Buffer.alloc(512);
    block.write(name, 0);
    block.write('0000755', 100);
    block.write('0000000', 108);
    block.write('0000000', 116);
    block.write(size, 124);
    block.write('00000000000', 136);
    block.write(flag, 156);
    block.write('workspace/a', 157);
    block.write('ustar\0' + '00', 257, 'latin1');
    block.write(' '.repeat(8), 148);
    const sum = block.reduce((all, byte) => all + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return block;
  }
  const octal = (size: number) => size.toString(8).padStart(11, '0');
  const end = Buffer.alloc(1024);
  const begin = header('workspace/', '5', octal(0));

  it.each([
    ['a folder', '5'],
    ['a symbolic link', '2'],
    ['a hard link', '1'],
    ['a pipe', '6'],
    ['a device', '3'],
  ])('%s: is refused at once, and the next exchange goes on', async (_, flag) => {
    const honest = await packed(top([{ name: 'workspace/mine', content: 'kept' }]));
    const evil = Buffer.concat([begin, header('workspace/d', flag, octal(512)), Buffer.alloc(512, 1), end]);
    using exchange = seatThatGives([evil, honest]);
    writeFileSync(join(exchange.server, 'ours'), 'ours');
    await expect(exchange.link.syncOut()).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('has a size of 512 bytes'),
    });
    expect(readdirSync(exchange.server)).toEqual(['ours']);
    await exchange.link.syncOut();
    expect(readdirSync(exchange.server).sort()).toEqual(['mine', 'ours']);
  });

  it('in an archive that is restored: is refused at once', async () => {
    using folder = makeTemporaryFolder();
    const [file, out] = [join(folder.path, 'backup.tar.gz'), join(folder.path, 'out')];
    mkdirSync(out);
    writeFileSync(
      file,
      gzipSync(Buffer.concat([header(manifestName, '5', octal(512)), Buffer.alloc(512, 32), end])),
    );
    await using source = await openArchive(file);
    const read = readArchive(source, out, { bounds: archiveBounds, room: 1_000_000 });
    await expect(read).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('of type directory'),
    });
    expect(readdirSync(out)).toEqual([]);
  });

  it('of whatever headers: ends, and gives no name that leads out', async () => {
    const name = fc.constantFrom(
      'workspace/',
      'workspace/a',
      'workspace/b/c',
      'workspace',
      'x',
      '..',
      '/',
      './workspace/a',
    );
    const size = fc.oneof(
      fc.constantFrom(0, 1, 511, 512, 513, 4096).map(octal),
      fc.constantFrom('zzz', '', '77777777777', '-0000000001'),
    );
    const flag = fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', 'L', 'K', 'x', 'g', 'S', 'D', '\0');
    const block = fc.oneof(
      { weight: 3, arbitrary: fc.tuple(name, flag, size).map((fields) => header(...fields)) },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom(
            '12 size=abc\n',
            '9 size=\n',
            '11 size=-5\n',
            '12 size=512\n',
            '0 a=b\n',
            '12 path=/x/\n',
          )
          .map((text) => Buffer.alloc(512, `${text}${'\0'.repeat(512 - text.length)}`)),
      },
      { weight: 1, arbitrary: fc.constant(Buffer.alloc(512)) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(block, { maxLength: 8 }),
        fc.constantFrom(7, 512, 1_000_000),
        async (blocks, step) => {
          const bytes = Buffer.concat([begin, ...blocks]);
          async function* parts() {
            for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
          }
          const names = await unpackTree(parts(), 'It').then(
            (tree) => [...tree.keys()],
            (error: unknown) => {
              if (!(error instanceof DrydockError)) throw error;
              return [];
            },
          );
          for (const path of names) expect(findPathFault(path)).toBeUndefined();
        },
      ),
      { numRuns: 300 },
    );
  });
});
