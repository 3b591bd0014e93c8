import type { Defence, Refusal, Trial } from '../lab/wire/refusal.ts';
import type { ContainerCopy } from './container-copy.ts';
import { type Loosening, loosen, looseningsOf } from './loosening.ts';
import { findSmallestSet } from './smallest-set.ts';

type Refused = Omit<Refusal, 'untried'>;

/**
 * Runs the program of a copy with one defence, and with several, loosened, until it is known which of them refuse it.
 * It has succeeded when it ends with 0, or runs on although it ended before. What is a last resort is loosened only where
 * all others do not help.
 */
export async function findRefusers(
  copy: ContainerCopy,
  run: (copy: ContainerCopy) => Promise<Trial>,
  lastResort: readonly Loosening[] = [],
): Promise<Refused> {
  const trials = new Map<string, Promise<Trial>>();
  const tried = (given: readonly Loosening[]): Promise<Trial> => {
    const key = given.map(({ id }) => id).join(' ');
    const trial = trials.get(key) ?? run(loosen(copy, given));
    trials.set(key, trial);
    return trial;
  };
  const before = await tried([]);
  const hasSucceeded = ({ status, refused }: Trial) =>
    refused === undefined && (status === 0 || (status === undefined && before.status !== undefined));
  const nobody: Pick<Refused, 'refusers' | 'orElse' | 'unavailable' | 'before'> = {
    refusers: [],
    orElse: [],
    unavailable: [],
    before,
  };
  if (hasSucceeded(before)) return { ...nobody, found: 'not-refused', after: before, trials: trials.size };
  const { all, unavailable } = await findAvailable(looseningsOf(copy), tried);
  const answer = { ...nobody, unavailable: unavailable.map(asDefence) };
  const succeeds = async (given: readonly Loosening[]) => hasSucceeded(await tried(given));
  // There are programs that refuse to run as root.
  const asItsUser = all.filter(({ id }) => id !== 'user');
  const attempts = [all, asItsUser, ...(lastResort.length > 0 ? [[...all, ...lastResort]] : [])];
  const refusers = await firstOf(attempts, (attempt) => findSmallestSet(attempt, succeeds));
  if (refusers === undefined) {
    const after = await tried(all);
    const found = after.refused === undefined ? 'none-of-these' : 'not-started';
    return { ...answer, found, after, trials: trials.size };
  }
  const others = all.filter((each) => !refusers.includes(each));
  const another = refusers.length === 1 ? await findSmallestSet(others, succeeds) : undefined;
  return {
    ...answer,
    found: 'refused',
    refusers: refusers.map(asDefence),
    orElse: another?.length === 1 ? another.map(asDefence) : [],
    after: await tried(refusers),
    trials: trials.size,
  };
}

async function firstOf<T, Result>(
  all: readonly T[],
  find: (one: T) => Promise<Result | undefined>,
): Promise<Result | undefined> {
  for (const one of all) {
    const found = await find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

const asDefence = ({ id, refuser, remedy }: Loosening): Defence => ({ id, refuser, remedy });

/** The Engine refuses a capability that it does not hold, and names it: `invalid CapAdd: … "CAP_SYS_RESOURCE"`. */
const namedCapability = /CapAdd\b.*"CAP_([A-Z_]+)"/;

async function findAvailable(
  wanted: readonly Loosening[],
  tried: (given: readonly Loosening[]) => Promise<Trial>,
): Promise<{ readonly all: readonly Loosening[]; readonly unavailable: readonly Loosening[] }> {
  const unavailable: Loosening[] = [];
  for (;;) {
    const all = wanted.filter((each) => !unavailable.includes(each));
    const name = namedCapability.exec((await tried(all)).refused ?? '')?.[1];
    const lacking = all.find(({ id }) => id === `capability:${name}`);
    if (lacking === undefined) return { all, unavailable };
    unavailable.push(lacking);
  }
}
