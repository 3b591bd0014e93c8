/** The frames between us and the helper in a container, as `exec-helper.pl` describes them. */

const headBytes = 9;
/** The helper reads outputs in pieces of 64 KiB. */
const mostBytes = 1024 * 1024;

export interface Frame {
  readonly letter: string;
  readonly id: number;
  readonly bytes: Buffer;
}

export function makeFrame(letter: string, id: number, content: string | Uint8Array = ''): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const head = Buffer.alloc(headBytes);
  head.write(letter, 0, 1, 'latin1');
  head.writeUInt32BE(id, 1);
  head.writeUInt32BE(bytes.length, 5);
  return Buffer.concat([head, bytes]);
}

/** Splits a stream into frames. Rejects where one is longer than the helper makes any. */
export async function* readFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let chunks: Uint8Array[] = [];
  let held = 0;
  let wanted = headBytes;
  for await (const chunk of source) {
    chunks.push(chunk);
    held += chunk.length;
    if (held < wanted) continue;
    let rest = Buffer.concat(chunks);
    for (;;) {
      if (rest.length < headBytes) {
        wanted = headBytes;
        break;
      }
      const length = rest.readUInt32BE(5);
      if (length > mostBytes) throw new Error(`a frame of ${length} bytes came`);
      wanted = headBytes + length;
      if (rest.length < wanted) break;
      yield {
        letter: rest.toString('latin1', 0, 1),
        id: rest.readUInt32BE(1),
        bytes: Buffer.from(rest.subarray(headBytes, wanted)),
      };
      rest = rest.subarray(wanted);
    }
    chunks = rest.length === 0 ? [] : [rest];
    held = rest.length;
  }
}
