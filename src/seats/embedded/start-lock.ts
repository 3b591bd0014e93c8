import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Holds a lock among processes for as long as the result is not disposed. It is the write lock of an SQLite file,
 * since the kernel lets go of that when its owner dies, in whatever way; Node has no file locks of its own.
 */
export async function holdLock(file: string, signal?: AbortSignal): Promise<Disposable> {
  const database = new DatabaseSync(file, { timeout: 0 });
  for (;;) {
    try {
      database.exec('BEGIN EXCLUSIVE');
      return { [Symbol.dispose]: () => database.close() };
    } catch (error) {
      if (!/locked|busy/i.test(String(error)) || signal?.aborted === true) {
        database.close();
        throw error;
      }
    }
    await wait(50, undefined, signal === undefined ? {} : { signal });
  }
}
