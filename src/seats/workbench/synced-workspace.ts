import { mkdir, readFile, rmdir, unlink } from 'node:fs/promises';
import { Mutex } from 'async-mutex';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { Descent, splitPath } from '../../files/descent.ts';
import type { FileTree, Fingerprints } from '../../files/file-tree.ts';
import { checkTree, fingerprint, fingerprintsOf, readTree, writeTree } from '../../files/file-tree.ts';
import { codeOf, Folder } from '../../files/folder.ts';
import { removeEntry } from '../../files/remove-entry.ts';
import { packTree, unpackTree } from '../../files/tree-archive.ts';
import type { Engine } from '../../lab/ports/engine.ts';
import { compareTrees, recordAfter, treeAfter } from './compare-trees.ts';
import { deleteInside, type RunInside } from './delete-inside.ts';
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

const onServer = 'The workspace';
const inSeat = 'The workspace in the seat';

/**
 * Two copies held together by tar archives. What both had after the last exchange is remembered beside the
 * server's directory, so that a file that is missing on one side was deleted there, and one that is new on the
 * other side was made there. Where both sides changed a file, the server's stays. A copy that is empty takes nothing
 * away from the server: it is filled again.
 *
 * What comes out of the copy inside was written by whoever is in there. An exchange rejects as `checkTree` does, and
 * with `engine-failed`, before anything is changed on either side.
 */
export function syncWorkspace({ engine, container, directory, path, binds }: SyncedOptions): WorkspaceLink {
  const recordFile = `${directory}.synced.json`;
  const turn = new Mutex();

  async function readRecord(): Promise<Fingerprints> {
    const text = await readFile(recordFile, 'utf8').catch(() => '[]');
    return new Map(RecordSchema.parse(parseJson(text)));
  }
  const writeRecord = (record: Fingerprints) =>
    writeFileAtomic(recordFile, JSON.stringify([...record]), { mode: 0o600 });
  const readInside = async () => unpackTree(await engine.getArchive(await container(), path), inSeat);

  const runInside: RunInside = async (argv, options) =>
    engine.run(await container(), argv, { ...options, cwd: path });

  return {
    path,
    binds,
    syncIn: () =>
      turn.runExclusive(async () => {
        await mkdir(directory, { recursive: true });
        const [server, record] = [await readTree(directory, onServer), await readRecord()];
        const changed = new Map(
          [...server].filter(([name, entry]) => record.get(name) !== fingerprint(entry)),
        );
        const gone = [...record.keys()].filter((known) => !server.has(known));
        await deleteInside(runInside, [...gone, ...inTheWay(changed, record)]);
        if (changed.size > 0) await engine.putArchive(await container(), path, await packTree(changed));
        await writeRecord(fingerprintsOf(server));
      }),
    syncOut: () =>
      turn.runExclusive(async () => {
        await mkdir(directory, { recursive: true });
        const [inside, server] = [await readInside(), await readTree(directory, onServer)];
        // Nothing at all is a copy that began anew, with a seat whose disk was lost: not somebody's deletions.
        const record = inside.size === 0 ? new Map<string, string>() : await readRecord();
        const changes = compareTrees(inside, server, record);
        // Each may be within the bounds, and both together beyond them.
        checkTree(treeAfter(server, changes), onServer);
        await dropFromServer(directory, changes.drop);
        await writeTree(directory, changes.take);
        await writeRecord(recordAfter(inside, await readTree(directory, onServer), record));
      }),
    forget: (paths) =>
      turn.runExclusive(async () => {
        await removeFromServer(directory, paths);
        const gone = (known: string) => paths.some((name) => known === name || known.startsWith(`${name}/`));
        await writeRecord(new Map([...(await readRecord())].filter(([name]) => !gone(name))));
      }),
    abandon: () => turn.runExclusive(() => writeRecord(new Map())),
  };
}

/** Pairs, since a file may be called `__proto__`; records of earlier versions are objects. */
const RecordSchema = z
  .union([
    z.array(z.tuple([z.string(), z.string()])),
    z.record(z.string(), z.string()).transform((record) => Object.entries(record)),
  ])
  .catch([]);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // As if nothing had been exchanged: then the server's files stay.
    return [];
  }
}

/** What is of another type inside than it will be, as far as is known: tar puts no file over a folder. */
function inTheWay(changed: FileTree, record: Fingerprints): readonly string[] {
  return [...changed].flatMap(([name, { type }]) => {
    const known = record.get(name)?.split(':')[0];
    const isSame = known === type || (known === undefined && type === 'directory');
    return isSame ? [] : [name];
  });
}

/** Children before their directories, which go only when nothing of the server's is left in them. */
async function dropFromServer(directory: string, names: readonly string[]): Promise<void> {
  await using root = await Folder.openRoot(directory);
  await using descent = new Descent(root);
  for (const path of names.toSorted().toReversed()) {
    const { above, name } = splitPath(path);
    const folder = await descent.find(above);
    const about = await folder?.look(name);
    if (!folder || !about) continue;
    if (about.isDirectory()) await rmdir(folder.at(name)).catch(() => {});
    else await unlink(folder.at(name)).catch(ifGone);
  }
}

/** Each with all that is in it. */
async function removeFromServer(directory: string, paths: readonly string[]): Promise<void> {
  await using root = await Folder.openRoot(directory);
  await using descent = new Descent(root);
  for (const path of paths) {
    const { above, name } = splitPath(path);
    const folder = await descent.find(above);
    if (folder) await removeEntry(folder, name).catch(ifGone);
  }
}

function ifGone(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}
