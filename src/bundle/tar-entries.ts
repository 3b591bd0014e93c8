import { pipeline, type Readable } from 'node:stream';
import { extract, type Header } from 'tar-stream';

/** An entry of a tar archive: it has to be read to its end before the next one comes. */
export type TarEntry = AsyncIterable<Uint8Array> & { readonly header: Header; resume(): void };

/** Entries of an archive as they come. Whatever goes wrong, also with `source`, is thrown to whoever reads them. */
export function readEntries(source: Readable): AsyncIterable<TarEntry> {
  const archive = extract();
  // They tell of it beside: an archive that nobody reads on is destroyed, and its source with it.
  for (const stream of [source, archive]) stream.on('error', () => undefined);
  pipeline(source, archive, () => undefined);
  return archive as AsyncIterable<TarEntry>;
}
