import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { readSavedImage } from '../../../../src/engine/image-facts/saved-image.ts';

type Files = Readonly<Record<string, string | Buffer>>;

async function tarOf(files: Files): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const statement = (predicateType: string, predicate: object) =>
  JSON.stringify({ _type: 'https://in-toto.io/Statement/v0.1', predicateType, subject: [], predicate });
const read = async (files: Files, texts: readonly string[]) =>
  readSavedImage(Readable.from([await tarOf(files)]), texts, new AbortController().signal);

/** As an engine with containerd's image store saves it: an index, manifests, statements beside the layers. */
const image = async (): Promise<Files> => ({
  'blobs/sha256/index': JSON.stringify({
    manifests: [{ annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }],
  }),
  'blobs/sha256/config': JSON.stringify({ history: [{ created_by: 'ARG TOKEN=hunter2' }], rootfs: {} }),
  'blobs/sha256/one': gzipSync(await tarOf({ 'srv/key': 'hunter2', 'bin/busybox': 'x'.repeat(1_000) })),
  'blobs/sha256/two': gzipSync(await tarOf({ 'srv/.wh.key': '', 'srv/app': 'y'.repeat(20) })),
  'blobs/sha256/spdx': statement('https://spdx.dev/Document', { packages: [{ name: 'busybox' }] }),
  'blobs/sha256/slsa': statement('https://slsa.dev/provenance/v0.2', { args: { TOKEN: 'hunter2' } }),
  'blobs/sha256/other': JSON.stringify({ predicateType: 'https://spdx.dev/Document' }),
  'manifest.json': JSON.stringify([{ Layers: ['blobs/sha256/one', 'blobs/sha256/two'] }]),
});

describe('case 279: a saved image', () => {
  it('says where a text is: in what is deleted later, in the history, in a statement', async () => {
    const { texts } = await read(await image(), ['hunter2', 'busybox', 'nobody']);
    expect(texts).toEqual({
      hunter2: [
        'layer 1, /srv/key',
        'its configuration or history',
        'a statement of https://slsa.dev/provenance/v0.2',
      ],
      busybox: ['layer 1, /bin/busybox', 'a statement of https://spdx.dev/Document'],
      nobody: [],
    });
  });

  it('tells what is attested of it, by statements alone', async () => {
    const { attestations } = await read(await image(), []);
    expect(attestations).toEqual(['https://spdx.dev/Document', 'https://slsa.dev/provenance/v0.2']);
  });

  it('lists what SPDX documents list, and of no other statement or document', async () => {
    const spdx = (packages: unknown) => statement('https://spdx.dev/Document', { packages });
    const files = {
      ...(await image()),
      // Longer than what is kept of a document that is no statement.
      'blobs/sha256/long': spdx(
        Array.from({ length: 3_000 }, (_, n) => ({
          name: `lib${n}`,
          versionInfo: `${n}`,
          comment: 'x'.repeat(40),
        })),
      ),
      'blobs/sha256/broken': spdx([{ name: 7 }]),
      'blobs/sha256/cut': spdx([{ name: 'cut' }]).slice(0, -1),
      'blobs/sha256/plain': JSON.stringify({ predicate: { packages: [{ name: 'plain' }] } }),
      'blobs/sha256/vuln': statement('https://cosign.sigstore.dev/attestation/vuln/v1', {
        packages: [{ name: 'v' }],
      }),
    };
    const { listed } = await read(files, []);
    expect(listed).toHaveLength(3_001);
    expect(listed).toContainEqual({ name: 'busybox', version: '' });
    expect(listed).toContainEqual({ name: 'lib2999', version: '2999' });
    for (const name of ['cut', 'plain', 'v']) expect(listed.map((each) => each.name)).not.toContain(name);
  });

  it('refuses a document that lists more than is read, whatever it lists', async () => {
    const files = {
      ...(await image()),
      'blobs/sha256/many': statement('https://spdx.dev/Document', { packages: Array(50_001).fill(0) }),
    };
    await expect(read(files, [])).rejects.toMatchObject({ code: 'too-big' });
  });

  it('counts what its layers unpack to, what later ones take away too', async () => {
    const { unpackedBytes, layers } = await read(await image(), []);
    expect(layers).toHaveLength(2);
    expect(unpackedBytes).toBe(7 + 1_000 + 20);
  });
});
