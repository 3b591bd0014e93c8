/** What differs between the packages of two images. */
import type { ListedPackage } from './package-list.ts';

/** A package of one list or of both; `before` is its version there. */
export interface ComparedPackage extends ListedPackage {
  readonly change: 'same' | 'added' | 'removed' | 'changed';
  /** Of a changed one, the version in the first list. */
  readonly before: string;
}

/** What names a package, whatever its version: the same name may be of Debian and of Go. */
const keyOf = ({ name, purl }: ListedPackage) => `${/^pkg:([^/@]+)/.exec(purl)?.[1] ?? ''} ${name}`;

/**
 * The packages of both lists by name. A package that is in a list with several versions is there that often; what is left
 * of them on both sides in pairs is changed.
 */
export function comparePackages(
  before: readonly ListedPackage[],
  after: readonly ListedPackage[],
): readonly ComparedPackage[] {
  const gone = new Map<string, Map<string, ListedPackage[]>>();
  for (const each of before) {
    const versions = gone.get(keyOf(each)) ?? new Map<string, ListedPackage[]>();
    gone.set(keyOf(each), versions);
    const there = versions.get(each.version);
    if (there) there.push(each);
    else versions.set(each.version, [each]);
  }
  /** Takes one of this version, of any where none is said. */
  const take = (each: ListedPackage, wanted?: string): ListedPackage | undefined => {
    const versions = gone.get(keyOf(each));
    const [first] = versions?.keys() ?? [];
    const version = wanted ?? first;
    const there = version === undefined ? undefined : versions?.get(version);
    const taken = there?.pop();
    if (version !== undefined && there?.length === 0) versions?.delete(version);
    return taken;
  };
  // Those of the same version first, so that what changed is not paired with them.
  const same = after.map((each) => take(each, each.version));
  const compared = after.map((each, index): ComparedPackage => {
    if (same[index]) return { ...each, change: 'same', before: each.version };
    const old = take(each);
    return old
      ? { ...each, change: 'changed', before: old.version }
      : { ...each, change: 'added', before: '' };
  });
  const removed = [...gone.values()]
    .flatMap((versions) => [...versions.values()].flat())
    .map((each): ComparedPackage => ({ ...each, change: 'removed', before: each.version }));
  const order = (a: ComparedPackage, b: ComparedPackage) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1;
  return [...compared, ...removed].sort(order);
}
