/** What two copies of a workspace had in common, kept beside the server's. */
import { readFile, stat } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { type FileTree, type Fingerprints, fingerprint } from '../../files/file-tree.ts';
import type { RunInside } from './delete-inside.ts';

/** Pairs, since a file may be called `__proto__`. */
const Pairs = z.array(z.tuple([z.string(), z.string()]));
const Record = z.object({
  /** The two folders that this is about, as `nameCopies` names them. */
  copies: z.string(),
  common: Pairs,
  /** What an unfinished exchange outwards was going to write and to remove. */
  takes: Pairs.default([]),
  drops: z.array(z.string()).default([]),
});
/** The record before any exchange: nothing is removed from either side. */
const nothing: z.infer<typeof Record> = { copies: '', common: [], takes: [], drops: [] };

export interface SyncRecord {
  readonly copies: string;
  readonly common: Fingerprints;
  readonly takes?: Fingerprints;
  readonly drops?: readonly string[];
}

export class SyncRecords {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** What both had after the last exchange; nothing where that was of other folders. */
  async read(copies: string, server: FileTree): Promise<Fingerprints> {
    const record = await this.#load();
    if (copies === '' || record.copies !== copies) return new Map();
    const common = new Map(record.common);
    // Where the last exchange was cut off, what it had done was common then.
    for (const [name, print] of record.takes) {
      const entry = server.get(name);
      if (entry && fingerprint(entry) === print) common.set(name, print);
    }
    for (const name of record.drops) if (!server.has(name)) common.delete(name);
    return common;
  }

  write({ copies, common, takes = new Map(), drops = [] }: SyncRecord): Promise<void> {
    return this.#save({ copies, common: [...common], takes: [...takes], drops: [...drops] });
  }

  async change(work: (common: Fingerprints) => Fingerprints): Promise<void> {
    const record = await this.#load();
    await this.#save({ ...record, common: [...work(new Map(record.common))] });
  }

  async #load(): Promise<z.infer<typeof Record>> {
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    try {
      return Record.parse(JSON.parse(text));
    } catch {
      return nothing;
    }
  }

  async #save(record: z.infer<typeof Record>): Promise<void> {
    await writeFileAtomic(this.#file, JSON.stringify(record), { mode: 0o600 });
  }
}

/**
 * Which two folders there are: their inodes and when those were made, so that one of the same name that was made anew
 * is another. Where the inside does not say, it is none that is known.
 */
export async function nameCopies(directory: string, run: RunInside): Promise<string> {
  const { ino, birthtimeNs } = await stat(directory, { bigint: true });
  const { exitCode, stdout } = await run(['stat', '-c', '%i %w', '.'], { timeoutMs: 30_000 });
  return exitCode === 0 ? `${ino} ${birthtimeNs} | ${stdout.trim()}` : '';
}
