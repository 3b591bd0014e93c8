import { createZstdCompress, type ZstdCompress } from 'node:zlib';

/**
 * Bytes by zstd: the same for the same content, however it comes in pieces. Node tells zstd with the last piece that it
 * is the last one, if it knows by then, and zstd ends its frame otherwise for that: so the end is told apart.
 */
export async function* compress(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const zstd = createZstdCompress();
  const feeding = feed(zstd, content).catch((error: unknown) => {
    zstd.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  for await (const chunk of zstd as AsyncIterable<Uint8Array>) yield chunk;
  await feeding;
}

async function feed(zstd: ZstdCompress, content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of content)
    await new Promise<void>((resolve, reject) => {
      zstd.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  zstd.end();
}
