/**
 * Whatever comes out of an engine or a program: whoever is root in a seat decides how much that is. It is read up to a
 * bound, beyond which an error says which bound that was.
 */
import { DrydockError } from '../lab/errors.ts';

export const bounds = {
  /** One answer of the Engine API: a list of a thousand containers has 3 MiB. */
  answer: 16 * 1024 * 1024,
  /** One line of a stream of events or of progress. */
  line: 1024 * 1024,
  /** One answer of a probe, which cuts what it reads. */
  probe: 16 * 1024 * 1024,
} as const;

/** Counts bytes, and throws `too-big` as soon as they are more than there may be. */
export class ByteBound {
  readonly #of: string;
  readonly #most: number;
  #bytes = 0;

  /** @param of What is counted, as a sentence begins: `The answer of the engine`. */
  constructor(of: string, most: number) {
    this.#of = of;
    this.#most = most;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#most) return;
    throw new DrydockError('too-big', {
      message: `${this.#of} has more than ${inWords(this.#most)}, so it was not read to its end.`,
      fix: 'No engine and no image of a lab needs as much: look in the terminal at what answers there, or stop the lab and start it again.',
    });
  }

  /** What comes next is another one. */
  restart(): void {
    this.#bytes = 0;
  }
}

/** Reads all of a source. Rejects with `too-big` as soon as it has more than `most` bytes. */
export async function readBounded(
  source: AsyncIterable<Uint8Array>,
  of: string,
  most: number,
): Promise<Buffer> {
  const bound = new ByteBound(of, most);
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) {
    bound.add(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function inWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${bytes.toLocaleString('en')} bytes` : `${bytes / 1024 / 1024} MiB`;
}
