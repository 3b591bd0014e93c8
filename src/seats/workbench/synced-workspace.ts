import { lstat, mkdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Mutex } from 'async-mutex';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import type { Engine } from '../../lab/ports/engine.ts';
import type { FileTree, Fingerprints } from './file-tree.ts';
import { fingerprint, fingerprintsOf, packTree, readTree, unpackTree, writeTree } from './file-tree.ts';
import type { WorkspaceLink } from './workspace.ts';

export interface SyncedOptions {
  readonly engine: Pick<Engine, 'run' | 'putArchive' | 'getArchive'>;
  /** The container in which the copy is; known once the workbench runs. */
  readonly container: () => Promise<string>;
  /** The true copy, on the server. */
  readonly directory: string;
  /** The copy, inside. */
  readonly path: string;
  readonly binds: readonly string[];
}

/**
 * Two copies held together by tar archives. What both had after the last exchange is remembered beside the
 * server's directory, so that a file that is missing on one side was deleted there, and one that is new on the
 * other side was made there. Where both sides changed a file, the server's stays. A copy that is empty takes nothing
 * away from the server: it is filled again.
 */
export function syncWorkspace({ engine, container, directory, path, binds }: SyncedOptions): WorkspaceLink {
  const recordFile = `${directory}.synced.json`;
  const turn = new Mutex();

  async function readRecord(): Promise<Fingerprints> {
    const text = await readFile(recordFile, 'utf8').catch(() => '{}');
    return z.record(z.string(), z.string()).catch({}).parse(JSON.parse(text));
  }
  const writeRecord = (record: Fingerprints) =>
    writeFileAtomic(recordFile, JSON.stringify(record), { mode: 0o600 });
  const readInside = async () => unpackTree(await engine.getArchive(await container(), path));

  async function deleteInside(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    const argv = ['xargs', '-0', 'rm', '-rf', '--'];
    await engine.run(await container(), argv, {
      cwd: path,
      input: `${paths.map((one) => `./${one}`).join('\0')}\0`,
    });
  }

  return {
    path,
    binds,
    syncIn: () =>
      turn.runExclusive(async () => {
        await mkdir(directory, { recursive: true });
        const [server, record] = [await readTree(directory), await readRecord()];
        await deleteInside(Object.keys(record).filter((known) => !server.has(known)));
        const changed = new Map([...server].filter(([name, entry]) => record[name] !== fingerprint(entry)));
        if (changed.size > 0) await engine.putArchive(await container(), path, await packTree(changed));
        await writeRecord(fingerprintsOf(server));
      }),
    syncOut: () =>
      turn.runExclusive(async () => {
        const [inside, server] = [await readInside(), await readTree(directory)];
        // Nothing at all is a copy that began anew, with a seat whose disk was lost: not somebody's deletions.
        const record = inside.size === 0 ? {} : await readRecord();
        const { take, drop } = compareTrees(inside, server, record);
        await dropFromServer(directory, drop);
        await writeTree(directory, take);
        await writeRecord(recordAfter(inside, await readTree(directory), record));
      }),
    forget: (paths) =>
      turn.runExclusive(async () => {
        for (const name of paths) await rm(join(directory, name), { recursive: true, force: true });
        const gone = (known: string) => paths.some((name) => known === name || known.startsWith(`${name}/`));
        await writeRecord(
          Object.fromEntries(Object.entries(await readRecord()).filter(([name]) => !gone(name))),
        );
      }),
    abandon: () => turn.runExclusive(() => writeRecord({})),
  };
}

/** Children before their directories, which go only when nothing of the server's is left in them. */
async function dropFromServer(directory: string, names: readonly string[]): Promise<void> {
  for (const name of [...names].sort().reverse()) {
    const file = join(directory, name);
    const about = await lstat(file).catch(() => undefined);
    if (about?.isDirectory() === true) await rmdir(file).catch(() => {});
    else await rm(file, { force: true });
  }
}

/**
 * What both sides have in common after an exchange outwards. What the server deleted meanwhile stays known, so
 * that the next exchange inwards deletes it there too. Pure.
 */
export function recordAfter(inside: FileTree, server: FileTree, before: Fingerprints): Fingerprints {
  const kept = [...inside].flatMap(([name, entry]) => {
    const there = server.get(name);
    const known = before[name];
    if (there === undefined) return known === undefined ? [] : [[name, known] as const];
    return fingerprint(there) === fingerprint(entry) ? [[name, fingerprint(entry)] as const] : [];
  });
  return Object.fromEntries(kept);
}

/** What the server takes from inside, and what it drops since it was deleted there. Pure. */
export function compareTrees(inside: FileTree, server: FileTree, record: Fingerprints) {
  const untouched = (name: string) => {
    const entry = server.get(name);
    return entry === undefined ? record[name] === undefined : record[name] === fingerprint(entry);
  };
  const take = new Map(
    [...inside].filter(([name, entry]) => record[name] !== fingerprint(entry) && untouched(name)),
  );
  const drop = Object.keys(record).filter((name) => !inside.has(name) && server.has(name) && untouched(name));
  return { take, drop };
}
