/** Whether something succeeds with these, and no others, of what may be given to it. */
export type Succeeds<T> = (given: readonly T[]) => Promise<boolean>;

/**
 * The smallest set with which it succeeds: none of them can be left out. Of several such sets the one that has the earlier
 * ones of `all`. Undefined where it does not succeed with all of them. Assumes that more never does harm. Asks about
 * k·log(n/k) times for k of n: QuickXplain, of Ulrich Junker's paper of that name (AAAI 2004).
 */
export async function findSmallestSet<T>(
  all: readonly T[],
  succeeds: Succeeds<T>,
): Promise<readonly T[] | undefined> {
  if (await succeeds([])) return [];
  if (!(await succeeds(all))) return undefined;
  return explain([], false, all, succeeds);
}

/**
 * What is needed of `candidates` where `given` is there already. The later half is tried to be done without first, so
 * that the earlier ones stay.
 */
async function explain<T>(
  given: readonly T[],
  hasGrown: boolean,
  candidates: readonly T[],
  succeeds: Succeeds<T>,
): Promise<readonly T[]> {
  if (hasGrown && (await succeeds(given))) return [];
  if (candidates.length <= 1) return candidates;
  const middle = Math.ceil(candidates.length / 2);
  const [earlier, later] = [candidates.slice(0, middle), candidates.slice(middle)];
  const ofLater = await explain([...given, ...earlier], true, later, succeeds);
  const ofEarlier = await explain([...given, ...ofLater], ofLater.length > 0, earlier, succeeds);
  return [...ofEarlier, ...ofLater];
}
