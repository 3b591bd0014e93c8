/** Who was erased from a home is not brought back by a backup that is older than that. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { requirePlain } from '../../files/plain-file.ts';
import { removePath } from '../../files/remove-entry.ts';
import { openStore } from '../open-store.ts';
import { newestCopy } from '../storage-error.ts';
import { databaseName, workspacesName } from './archive-format.ts';

const ErasureRows = z.array(
  z.object({ person: z.string(), reason: z.enum(['asked', 'retention']), at: z.iso.datetime() }),
);
type ErasedPerson = z.output<typeof ErasureRows>[number];

export interface ErasedAgain {
  /** How many of the backup had been erased from the home, and were again. */
  readonly people: number;
  /** Every database that the home had could be read; else somebody who was erased may be back. */
  readonly isCertain: boolean;
}

export interface EraseAgainOptions {
  /** Removes what was kept below a folder of contents that nobody has any more, by their SHA-256. */
  readonly forgetContents: (keptDir: string, contents: ReadonlySet<string>) => Promise<void>;
}

/**
 * Erases from what is to be a home, laid out in `made` with places in `home`, whom the home itself says were erased from
 * it: its database, and those that earlier restores replaced. Their files and kept copies go too.
 */
export async function eraseAgain(
  made: string,
  home: string,
  { forgetContents }: EraseAgainOptions,
): Promise<ErasedAgain> {
  let isCertain = true;
  const erased = new Map<string, ErasedPerson>();
  for (const path of databasesOf(home))
    try {
      for (const each of readErasures(path)) erased.set(each.person, each);
    } catch {
      // Often it is damaged, which is why somebody restores: that is said, and nothing is guessed.
      isCertain = false;
    }
  let at = new Date(0);
  using store = openStore(join(made, databaseName), { clock: () => at });
  const again = [...erased.values()].filter(({ person }) => store.exportPerson(person) !== undefined);
  if (again.length === 0) return { people: 0, isCertain };
  const parties = store.partiesLeftBy(again.map(({ person }) => person));
  const contents = new Set<string>();
  for (const { person, reason, ...when } of again) {
    at = new Date(when.at);
    for (const hash of store.erasePerson(person, reason).contents) contents.add(hash);
  }
  for (const { party, workspaceDir } of store.listRuns()) {
    // A workspace elsewhere is a folder of somebody's own.
    if (!parties.has(party) || dirname(workspaceDir) !== join(home, workspacesName)) continue;
    const folder = join(made, workspacesName, basename(workspaceDir));
    await removePath(folder);
    await removePath(`${folder}.synced.json`);
  }
  await forgetContents(join(made, 'kept'), contents);
  store.scrub();
  return { people: again.length, isCertain };
}

/** Of a home, the oldest first: what earlier restores replaced, and its own. */
function databasesOf(home: string): readonly string[] {
  const replaced = join(home, 'replaced');
  const folders = existsSync(replaced) ? readdirSync(replaced).toSorted() : [];
  return [...folders.map((name) => join(replaced, name)), home]
    .map((folder) => join(folder, databaseName))
    .filter((path) => existsSync(path));
}

/** Reads, and changes nothing: an older Drydock's has no such table. Throws what SQLite says of one that is damaged. */
function readErasures(path: string): readonly ErasedPerson[] {
  requirePlain(path, newestCopy(path));
  const db = new DatabaseSync(path, { readOnly: true, defensive: true, timeout: 5_000 });
  try {
    const tables = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'erasure'").all();
    if (tables.length === 0) return [];
    return ErasureRows.parse(db.prepare('SELECT person, reason, at FROM erasure ORDER BY seq').all());
  } finally {
    db.close();
  }
}
