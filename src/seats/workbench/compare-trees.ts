/** What two copies of a workspace take from each other, by what both had after the last exchange. Pure. */
import { type FileTree, type Fingerprints, fingerprint, folderOf } from '../../files/file-tree.ts';

/**
 * What the server takes from the seat, and what it deletes since that was deleted there. In a conflict, its own stays.
 */
export function compareTrees(inside: FileTree, server: FileTree, record: Fingerprints) {
  const untouched = (name: string) => {
    const entry = server.get(name);
    return entry === undefined ? !record.has(name) : record.get(name) === fingerprint(entry);
  };
  const drop = [...record.keys()].filter((name) => !inside.has(name) && server.has(name) && untouched(name));
  const take = new Map(
    [...inside].filter(([name, entry]) => record.get(name) !== fingerprint(entry) && untouched(name)),
  );
  // A folder of the server's in which something stays does not become a file.
  const goes = new Set(drop);
  const staysIn = new Set<string>();
  for (const name of server.keys())
    if (!goes.has(name))
      for (let above = folderOf(name); above !== '' && !staysIn.has(above); above = folderOf(above))
        staysIn.add(above);
  for (const [name, entry] of take) if (entry.type !== 'directory' && staysIn.has(name)) take.delete(name);
  // Nor is anything put into what stays no folder.
  const shut = new Map<string, boolean>([['', false]]);
  const isShut = (folder: string): boolean => {
    const known = shut.get(folder);
    if (known !== undefined) return known;
    const is = isNoFolder(take.get(folder) ?? server.get(folder)) || isShut(folderOf(folder));
    shut.set(folder, is);
    return is;
  };
  for (const name of take.keys()) if (isShut(folderOf(name))) take.delete(name);
  return { take, drop };
}

const isNoFolder = (entry: { readonly type: string } | undefined) =>
  entry !== undefined && entry.type !== 'directory';

/** The server's tree once that is done. */
export function treeAfter(server: FileTree, { take, drop }: ReturnType<typeof compareTrees>): FileTree {
  const after = new Map(server);
  for (const name of drop) after.delete(name);
  for (const [name, entry] of take) after.set(name, entry);
  return after;
}

/**
 * What both sides have in common after an exchange outwards. What the server deleted meanwhile stays known, so
 * that the next exchange inwards deletes it there too.
 */
export function recordAfter(inside: FileTree, server: FileTree, before: Fingerprints): Fingerprints {
  const kept = new Map<string, string>();
  for (const [name, entry] of inside) {
    const there = server.get(name);
    const known = before.get(name);
    if (there === undefined) {
      if (known !== undefined) kept.set(name, known);
    } else if (fingerprint(there) === fingerprint(entry)) kept.set(name, fingerprint(entry));
  }
  return kept;
}
