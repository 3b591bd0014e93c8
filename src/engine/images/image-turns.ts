import { Mutex } from 'async-mutex';
import { unlessAborted } from '../../lab/general/unless-aborted.ts';

/**
 * Turns at making an image. One who wants an image that another is making waits for it, and finds it made; those who
 * want different ones do not wait for each other. Within this process; two processes may do the same work twice.
 */
export class ImageTurns {
  readonly #mutexes = new Map<string, Mutex>();

  /** @param onWait called where somebody else has the turn */
  async take<T>(name: string, onWait: () => void, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const mutex = this.#mutexes.get(name) ?? new Mutex();
    this.#mutexes.set(name, mutex);
    if (mutex.isLocked()) onWait();
    const turn = mutex.acquire();
    try {
      await unlessAborted(turn, signal);
      return await work();
    } finally {
      // Whoever gave up waiting hands on the turn as soon as it comes.
      void turn.then((release) => release());
    }
  }
}

const turnsByEngine = new WeakMap<object, ImageTurns>();

export function turnsOf(engine: object): ImageTurns {
  const turns = turnsByEngine.get(engine) ?? new ImageTurns();
  turnsByEngine.set(engine, turns);
  return turns;
}
