import { gzipSync, zstdCompressSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { countFacts } from '../../../../src/engine/image-facts/facts.ts';
import { ImageMeter } from '../../../../src/engine/image-facts/image-meter.ts';
import { readBlob } from '../../../../src/engine/image-facts/layer.ts';
import {
  findPackages,
  parseApkInstalled,
  parseDpkgStatus,
} from '../../../../src/engine/image-facts/packages.ts';
import { mergeLayers } from '../../../../src/engine/image-facts/root-file-system.ts';
import { TextSearch } from '../../../../src/engine/image-facts/text-search.ts';

type Entries = Readonly<
  Record<string, { text?: string; mode?: number; linkname?: string; directory?: true }>
>;

async function makeTar(entries: Entries): Promise<Buffer> {
  const archive = pack();
  for (const [name, { text = '', mode = 0o644, linkname, directory }] of Object.entries(entries)) {
    if (directory) archive.entry({ name, type: 'directory', mode: 0o755 });
    else if (linkname !== undefined) archive.entry({ name, type: 'symlink', linkname });
    else archive.entry({ name, mode }, text);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* inPieces(bytes: Buffer, size = 700) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function layerOf(bytes: Buffer) {
  const read = await readBlob(inPieces(bytes));
  if (!('layer' in read)) throw new Error('not an archive');
  return read.layer;
}

async function layer(entries: Entries) {
  return layerOf(await makeTar(entries));
}

const image = {
  id: 'sha256:i',
  tags: [],
  digests: [],
  sizeBytes: 9,
  layers: ['a', 'b'],
  architecture: 'amd64',
  user: '',
  entrypoint: [],
  command: [],
  labels: {},
};

describe('readBlob', () => {
  it('reads plain, gzip and zstd archives alike, and no JSON', async () => {
    const tar = await makeTar({ './etc/os-release': { text: 'ID=x' }, 'bin/a': { mode: 0o4755 } });
    const wanted = [
      ['etc/os-release', { type: 'file', mode: 0o644, bytes: 4, text: 'ID=x' }],
      ['bin/a', { type: 'file', mode: 0o4755, bytes: 0 }],
    ];
    for (const bytes of [tar, gzipSync(tar), zstdCompressSync(tar)]) {
      expect([...(await layerOf(bytes))]).toEqual(wanted);
    }
    expect(await readBlob(inPieces(Buffer.from('{"layers":[]}')))).toEqual({ head: '{"layers":[]}' });
  });

  it('case 279: looks for texts in contents, names and links, also where one lies across two pieces', async () => {
    const search = new TextSearch(['s3cr3t', 'nowhere-at-all']);
    const tar = await makeTar({
      'srv/app': { text: `${'x'.repeat(690)}s3cr3t${'y'.repeat(900)}` },
      'srv/s3cr3t.txt': {},
      'srv/link': { linkname: '/run/s3cr3t' },
      'srv/clean': { text: 's3cr 3t' },
    });
    for (const size of [1, 3, 700, 100_000]) await readBlob(inPieces(tar, size), new ImageMeter(), search);
    expect(search.placesOf('s3cr3t')).toEqual(['/srv/app', '/srv/s3cr3t.txt', '/srv/link']);
    expect(search.placesOf('nowhere-at-all')).toEqual([]);
  });

  it('rejects an archive that is cut off', async () => {
    const tar = gzipSync(await makeTar({ a: { text: 'x'.repeat(5000) } }));
    await expect(readBlob(inPieces(tar.subarray(0, tar.length - 20)))).rejects.toThrow();
  });
});

describe('mergeLayers', () => {
  it('follows whiteouts: one name, a whole directory, what a directory held before', async () => {
    const below = await layer({
      'a/one': {},
      'a/two': {},
      'b/x/deep': {},
      'c/old': {},
      d: {},
      e: { directory: true },
      'e/f': {},
    });
    const above = await layer({
      'a/.wh.one': {},
      'b/.wh.x': {},
      'c/.wh..wh..opq': {},
      'c/new': {},
      e: { linkname: 'd' },
    });
    expect([...(await mergeLayers([below, above])).keys()].sort()).toEqual(['a/two', 'c/new', 'd', 'e']);
  });
});

describe('countFacts', () => {
  it('counts a Debian', async () => {
    const root = await mergeLayers([
      await layer({
        'etc/os-release': { linkname: '../usr/lib/os-release' },
        'usr/lib/os-release': { text: 'PRETTY_NAME="Debian"\nID=debian\nVERSION_ID="13"\n' },
        'usr/bin': { directory: true },
        'usr/bin/dash': { mode: 0o755 },
        'usr/bin/sh': { linkname: 'dash' },
        'usr/bin/su': { mode: 0o4755 },
        'usr/bin/wall': { mode: 0o2755 },
        'usr/share/sh': {},
        'usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2': {
          mode: 0o755,
          text: "\x7fELF… You have invoked 'ld.so', the program interpreter",
        },
        'var/lib/dpkg/status': {
          text: 'Package: dash\nStatus: install ok installed\nVersion: 0.5\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n',
        },
      }),
    ]);
    expect(countFacts(image, root)).toEqual({
      imageId: 'sha256:i',
      sizeBytes: 9,
      layers: 2,
      files: 7,
      packages: { manager: 'dpkg', installed: [{ name: 'dash', version: '0.5' }] },
      setuid: ['/usr/bin/su', '/usr/bin/wall'],
      shells: ['/usr/bin/dash', '/usr/bin/sh'],
      executables: 4,
      libc: 'glibc',
      distribution: 'debian 13',
    });
  });

  it('knows shells and C libraries by content, under any name', async () => {
    const tar = await makeTar({
      'opt/reader': { text: `\x7fELF${'-'.repeat(700)}trap: %s: bad trap`, mode: 0o755 },
      'opt/notes': { text: 'GNU bash, version' },
      'opt/start': { text: "\x7fELF ld.so', the program interpreter", mode: 0o755 },
      'lib/ld-musl-x86_64.so.1': { text: '\x7fELF musl libc (x86_64)', mode: 0o755 },
    });
    for (const size of [1, 3, 700, 100_000]) {
      const read = await readBlob(inPieces(tar, size));
      if (!('layer' in read)) throw new Error('not an archive');
      const facts = countFacts(image, await mergeLayers([read.layer]));
      expect(facts).toMatchObject({ shells: ['/opt/reader'], libc: 'both' });
    }
  });

  it('takes no other loader for glibc’s because of its name', async () => {
    const root = await mergeLayers([
      await layer({
        'lib/ld-linux-x86-64.so.2': { text: '\x7fELF loads musl’s', mode: 0o755 },
        'lib/ld-musl-x86_64.so.1': { text: '\x7fELF musl libc (x86_64)', mode: 0o755 },
      }),
    ]);
    expect(countFacts(image, root)).toMatchObject({ libc: 'musl' });
  });

  it('counts nothing in an empty image', async () => {
    expect(countFacts(image, await mergeLayers([]))).toMatchObject({
      files: 0,
      packages: { manager: 'none', installed: [] },
      shells: [],
      libc: 'none',
      distribution: '',
    });
  });
});

describe('findPackages', () => {
  it('reads the records of distroless images and of Alpine', async () => {
    const distroless = await layer({
      'var/lib/dpkg/status.d/tzdata': { text: 'Package: tzdata\nVersion: 2025b\n' },
      'var/lib/dpkg/status.d/tzdata.md5sums': { text: 'abc  usr/share' },
    });
    expect(findPackages(distroless)).toEqual({
      manager: 'dpkg',
      installed: [{ name: 'tzdata', version: '2025b' }],
    });
    const alpine = await layer({
      'lib/apk/db/installed': { text: 'C:Q1\nP:musl\nV:1.2.5-r10\n\nC:Q2\nP:busybox\nV:1.37\n' },
    });
    expect(findPackages(alpine)).toEqual({
      manager: 'apk',
      installed: [
        { name: 'busybox', version: '1.37' },
        { name: 'musl', version: '1.2.5-r10' },
      ],
    });
    expect(parseDpkgStatus('')).toEqual([]);
    expect(parseApkInstalled('')).toEqual([]);
  });
});
