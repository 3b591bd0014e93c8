import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { readOwnFile } from '../../files/plain-file.ts';

const stoppedSchema = z.record(z.string(), z.object({ afterMs: z.number().nonnegative() }));
type Stopped = z.infer<typeof stoppedSchema>;

/**
 * Which seats were stopped because nobody was there, so that the next server does not start them. That a seat is
 * paused needs no record: its container says so.
 */
export interface StoppedSeats {
  /** After how long without anyone it was stopped; undefined for one that was not. */
  find(key: string): Promise<{ readonly afterMs: number } | undefined>;
  add(key: string, afterMs: number): Promise<void>;
  remove(key: string): Promise<void>;
}

const fileName = 'stopped-seats.json';

/** Stored in a file of the home. An unreadable one counts as empty: at worst a seat is started for nothing. */
export function makeStoppedSeats(home: string): StoppedSeats {
  const file = join(home, fileName);
  const read = async (): Promise<Stopped> => {
    try {
      const text = readOwnFile(file, '') ?? '{}';
      return stoppedSchema.parse(JSON.parse(text));
    } catch {
      return {};
    }
  };
  const write = (stopped: Stopped) => writeFileAtomic(file, `${JSON.stringify(stopped)}\n`, { mode: 0o600 });
  return {
    find: async (key) => (await read())[key],
    add: async (key, afterMs) => write({ ...(await read()), [key]: { afterMs } }),
    async remove(key) {
      const { [key]: gone, ...others } = await read();
      if (gone !== undefined) await write(others);
    },
  };
}

/** Of a home whose seats were all stopped by hand: the next server starts them as it needs them. */
export async function forgetStoppedSeats(home: string): Promise<void> {
  await rm(join(home, fileName), { force: true });
}

/** For as long as the process lives. */
export function rememberStoppedSeats(): StoppedSeats {
  const stopped = new Map<string, { readonly afterMs: number }>();
  return {
    find: async (key) => stopped.get(key),
    add: async (key, afterMs) => void stopped.set(key, { afterMs }),
    remove: async (key) => void stopped.delete(key),
  };
}
