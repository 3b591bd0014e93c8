import { mkdir, rmdir, unlink } from 'node:fs/promises';
import { Descent, splitPath } from '../../files/descent.ts';
import type { FileTree, Fingerprints, MayReplace, TreeEntry } from '../../files/file-tree.ts';
import {
  checkTree,
  fingerprint,
  fingerprintsOf,
  readEntryOf,
  readTree,
  writeTree,
} from '../../files/file-tree.ts';
import { codeOf, Folder } from '../../files/folder.ts';
import { removeEntry } from '../../files/remove-entry.ts';
import { packTree, unpackTree } from '../../files/tree-archive.ts';
import { DrydockError } from '../../lab/errors.ts';
import { unlessAborted } from '../../lab/general/unless-aborted.ts';
import type { Engine } from '../../lab/ports/engine.ts';
import { ChangedWhileRead } from '../changed-while-read.ts';
import { compareTrees, recordAfter, treeAfter } from './compare-trees.ts';
import { deleteInside, type RunInside } from './delete-inside.ts';
import { ExchangeTurn } from './exchange-turn.ts';
import { conflicts, givingWay } from './lost-versions.ts';
import { nameCopies, SyncRecords } from './sync-records.ts';
import type { WorkspaceLink } from './workspace-link.ts';

export interface SyncedOptions {
  readonly engine: Pick<Engine, 'run' | 'putArchive' | 'getArchive'>;
  /** The container in which the copy is; known once the workbench runs. */
  readonly container: () => Promise<string>;
  /** Its id: exchanges of one seat are few at once. */
  readonly seat: string;
  /** The true copy, on the server. */
  readonly directory: string;
  /** The copy, inside. */
  readonly path: string;
  readonly binds: readonly string[];
  /** Gets each version inside that gives way to the server's, before it does. */
  readonly onLost?: ((versions: FileTree) => Promise<void>) | undefined;
}

const onServer = 'The workspace';
const inSeat = 'The workspace in the seat';
/** How often is read in which a program cuts a file meanwhile. */
const mostReads = 3;

/**
 * Two copies held together by tar archives. What both had after the last exchange is remembered beside the
 * server's directory, so that a file that is missing on one side was deleted there, and one that is new on the
 * other side was made there. Where both sides changed a file, the server's stays, and `onLost` gets the other. What is
 * remembered counts for the two folders that it was written of: a copy that began anew, and a server's folder that was
 * put back, take nothing away from each other. So does a copy that is empty: it is filled again.
 *
 * What comes out of the copy inside was written by whoever is in there. An exchange rejects as `checkTree` does, and
 * with `engine-failed`, before anything is changed on either side. One that is cut off is finished by the next.
 */
export function syncWorkspace(options: SyncedOptions): WorkspaceLink {
  const { engine, container, seat, directory, path, binds, onLost } = options;
  const store = new SyncRecords(`${directory}.synced.json`);
  const turn = new ExchangeTurn(seat, path);
  const lost = new Map<string, string>();

  const readInside = async (until: AbortSignal, tries = mostReads): Promise<FileTree> => {
    try {
      const archive = engine.getArchive(await container(), path, until);
      return await unpackTree(await unlessAborted(archive, until), inSeat, until);
    } catch (error) {
      const isWorthIt = error instanceof DrydockError && error.cause instanceof ChangedWhileRead;
      if (!isWorthIt || tries === 1) throw error;
      return readInside(until, tries - 1);
    }
  };
  const runInside: RunInside = async (argv, options) =>
    engine.run(await container(), argv, { ...options, cwd: path });
  const readCopies = (until: AbortSignal) =>
    unlessAborted(
      nameCopies(directory, (argv, options) => runInside(argv, { ...options, signal: until })),
      until,
    );
  const keepLost = async (versions: FileTree): Promise<void> => {
    const news = new Map(
      [...versions].filter(
        ([name, version]) => version.type !== 'directory' && lost.get(name) !== fingerprint(version),
      ),
    );
    if (news.size > 0) await onLost?.(news);
    for (const [name, version] of news) lost.set(name, fingerprint(version));
  };

  return {
    path,
    binds,
    syncIn: (signal) =>
      turn.take(async (until) => {
        await mkdir(directory, { recursive: true });
        const [server, copies] = [await readTree(directory, onServer), await readCopies(until)];
        const record = await store.read(copies, server);
        const changed = new Map(
          [...server].filter(([name, entry]) => record.get(name) !== fingerprint(entry)),
        );
        const gone = [...record.keys()].filter((known) => !server.has(known));
        const deleted = [...gone, ...inTheWay(changed, record)];
        const archive = await packTree(changed);
        if (changed.size > 0 || deleted.length > 0)
          await keepLost(givingWay(await readInside(until), { changed, deleted, record }));
        await unlessAborted(deleteInside(runInside, deleted, until), until);
        if (changed.size > 0) {
          const put = engine.putArchive(await container(), path, archive, until);
          await unlessAborted(put, until);
        }
        await store.write({ copies, common: fingerprintsOf(server) });
      }, signal),
    syncOut: (signal) =>
      turn.take(async (until) => {
        await mkdir(directory, { recursive: true });
        const [inside, server] = [await readInside(until), await readTree(directory, onServer)];
        const copies = await readCopies(until);
        // Nothing at all is a copy that began anew, with a seat whose disk was lost: not somebody's deletions.
        const record = inside.size === 0 ? new Map<string, string>() : await store.read(copies, server);
        const changes = compareTrees(inside, server, record);
        // Each may be within the bounds, and both together beyond them.
        checkTree(treeAfter(server, changes), onServer, { isText: true });
        const takes = fingerprintsOf(changes.take);
        if (changes.take.size > 0 || changes.drop.length > 0)
          await store.write({ copies, common: record, takes, drops: changes.drop });
        // What the page changes meanwhile stays as it is there.
        const isStill = (name: string, now: TreeEntry | undefined) =>
          printOf(now) === printOf(server.get(name));
        await dropFromServer(directory, changes.drop, isStill);
        await writeTree(directory, changes.take, isStill).catch((error: unknown) => {
          throw notTakenIn(directory, error);
        });
        const after = await readTree(directory, onServer);
        await keepLost(conflicts(inside, after, record));
        await store.write({ copies, common: recordAfter(inside, after, record) });
      }, signal),
    forget: (paths, signal) =>
      turn.take(async () => {
        await removeFromServer(directory, paths);
        const gone = (known: string) => paths.some((name) => known === name || known.startsWith(`${name}/`));
        await store.change((common) => new Map([...common].filter(([name]) => !gone(name))));
      }, signal),
    abandon: (signal) => turn.take(() => store.change(() => new Map()), signal),
  };
}

const printOf = (entry: TreeEntry | undefined) => entry && fingerprint(entry);

function notTakenIn(directory: string, cause: unknown): unknown {
  if (!['ENOSPC', 'EDQUOT'].includes(codeOf(cause))) return cause;
  return new DrydockError('disk-full', {
    message: `Your files could not be brought out of the seat into ${directory}: the disk of the server is full. What is in the seat is whole.`,
    fix: 'Make room on the server’s disk, then do this again: it goes on where it ended.',
    cause,
  });
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
async function dropFromServer(
  directory: string,
  names: readonly string[],
  isStill: MayReplace,
): Promise<void> {
  await using root = await Folder.openRoot(directory);
  await using descent = new Descent(root);
  for (const path of names.toSorted().toReversed()) {
    const { above, name } = splitPath(path);
    const folder = await descent.find(above);
    const about = await folder?.look(name);
    if (!folder || !about) continue;
    if (!about.isDirectory() && !isStill(path, await readEntryOf(folder, name))) continue;
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
