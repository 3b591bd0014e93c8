/** The shells of a lab that a reader waits for as it starts: a start lets them come first. */
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

/** How long a start waits for them: a shell whose program draws nothing holds up nobody. */
const mostMs = 300;

export class AwaitedShells {
  readonly #awaited = new Set<Promise<void>>();

  /** Somebody waits for a shell from now on; what it gives says that it is there, or that it does not come. */
  add(): { end(): void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awaited.add(promise);
    void promise.then(() => this.#awaited.delete(promise));
    return { end: resolve };
  }

  /** Resolves once all that are awaited now are there; after a moment at the latest. */
  async settled(signal: AbortSignal): Promise<void> {
    if (this.#awaited.size === 0) return;
    const over = new AbortController();
    const late = delay(mostMs, undefined, { signal: AbortSignal.any([signal, over.signal]) });
    try {
      await Promise.race([Promise.all(this.#awaited), late]);
    } finally {
      over.abort();
      await late.catch(() => undefined);
    }
  }
}

/** The same output; `onText` is called once, as soon as there is something in it to be read. */
export async function* untilText(
  output: AsyncIterable<Uint8Array>,
  onText: () => void,
): AsyncGenerator<Uint8Array> {
  let isSeen = false;
  for await (const chunk of output) {
    yield chunk;
    if (isSeen || stripVTControlCharacters(new TextDecoder().decode(chunk)).trim() === '') continue;
    isSeen = true;
    onText();
  }
}
