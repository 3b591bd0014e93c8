import type { Engine } from '../../lab/ports/engine.ts';

export interface ImageCopy {
  /** Its name in the engine that it comes from. */
  readonly from: string;
  /** Its name in the engine that it goes to. */
  readonly to: string;
}

/** Copies images between engines in one go: layers that they share cross once. Sizes in bytes, the total a guess. */
export async function copyImages(
  source: Engine,
  target: Engine,
  copies: readonly ImageCopy[],
  onBytes: (currentBytes: number, totalBytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const names = copies.map(({ from }) => from);
  const inspected = await Promise.all(names.map((name) => source.findImage(name, signal)));
  const totalBytes = inspected.reduce((sum, image) => sum + (image?.sizeBytes ?? 0), 0);
  const tar = await source.save(names, signal);
  await target.load(
    counted(tar, (bytes) => onBytes(Math.min(bytes, totalBytes), totalBytes)),
    signal,
  );
  for (const { from, to } of copies) {
    if (from !== to) await target.tag(from, to);
  }
}

const reportEveryBytes = 4_000_000;

async function* counted(
  source: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  let bytes = 0;
  let told = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes - told >= reportEveryBytes) {
      told = bytes;
      onBytes(bytes);
    }
    yield chunk;
  }
}
