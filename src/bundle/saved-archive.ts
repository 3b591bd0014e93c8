/** Reads what an Engine gives of images: blobs as they come, and which image is made of which. */
import { Readable } from 'node:stream';
import { z } from 'zod';
import { readEntries } from './tar-entries.ts';

/** `manifest.json` of an archive as `docker save` writes it, whichever store the Engine has. */
const savedSchema = z.array(
  z.object({
    Config: z.string(),
    RepoTags: z
      .array(z.string())
      .nullish()
      .transform((value) => value ?? []),
    Layers: z.array(z.string()),
  }),
);

/** An image of an archive; blobs by their path in it. */
export interface SavedImage {
  readonly tags: readonly string[];
  readonly config: string;
  readonly layers: readonly string[];
}

const mostTextBytes = 4 * 1024 * 1024;

/** What stands beside the blobs: names and the order of layers, and what Engines before 25 said of each layer. */
const isNotes = (name: string) =>
  /^(?:manifest\.json|index\.json|oci-layout|repositories)$|\/(?:json|VERSION)$/.test(name);

/**
 * Gives every blob to `onBlob`, one after the other, and resolves with the images. Links of the archive, by which
 * Engines before 25 wrote a layer once, are followed.
 */
export async function readSavedArchive(
  saved: AsyncIterable<Uint8Array>,
  onBlob: (path: string, content: AsyncIterable<Uint8Array>, bytes: number) => Promise<void>,
): Promise<readonly SavedImage[]> {
  const entries = readEntries(Readable.from(saved, { objectMode: false }));
  const links = new Map<string, string>();
  let images: z.output<typeof savedSchema> | undefined;
  for await (const entry of entries) {
    const { name, type, linkname, size = 0 } = entry.header;
    if (name === 'manifest.json') images = savedSchema.parse(JSON.parse(await readText(entry)));
    else if (type === 'symlink' || type === 'link')
      links.set(name, new URL(linkname ?? '', `file:///${name}`).pathname.slice(1));
    else if (type === 'file' && !isNotes(name)) await onBlob(name, entry, size);
    entry.resume();
  }
  if (images === undefined) throw new Error('the Engine wrote no manifest.json');
  const follow = (path: string) => links.get(path) ?? path;
  return images.map(({ Config, RepoTags, Layers }) => ({
    tags: RepoTags,
    config: follow(Config),
    layers: Layers.map(follow),
  }));
}

async function readText(content: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > mostTextBytes) throw new Error('manifest.json of the Engine is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
