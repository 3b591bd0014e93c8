/** Which versions inside give way to the server's. Pure. */
import { type FileTree, type Fingerprints, fingerprint } from '../../files/file-tree.ts';

/** For an exchange outwards: files that both sides changed to different versions. */
export function conflicts(inside: FileTree, server: FileTree, record: Fingerprints): FileTree {
  return new Map(
    [...inside].filter(([name, entry]) => {
      const [print, there] = [fingerprint(entry), server.get(name)];
      return record.get(name) !== print && (there === undefined || fingerprint(there) !== print);
    }),
  );
}

/** For an exchange inwards: files written inside since the last one that are overwritten or deleted now. */
export function givingWay(
  inside: FileTree,
  {
    changed,
    deleted,
    record,
  }: { readonly changed: FileTree; readonly deleted: readonly string[]; readonly record: Fingerprints },
): FileTree {
  const gone = new Set(deleted);
  const goes = (name: string): boolean => {
    for (let end = name.length; end !== -1; end = name.lastIndexOf('/', end - 1))
      if (gone.has(name.slice(0, end))) return true;
    return false;
  };
  return new Map(
    [...inside].filter(([name, entry]) => {
      const [print, next] = [fingerprint(entry), changed.get(name)];
      if (record.get(name) === print || (next && fingerprint(next) === print)) return false;
      return next !== undefined || goes(name);
    }),
  );
}
