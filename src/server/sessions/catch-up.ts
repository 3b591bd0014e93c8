import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { RunKey, Store } from '../../lab/ports/store.ts';
import type { JobView } from '../../lab/wire/jobs.ts';
import type { CatchUp } from '../../lab/wire/shown.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';

type CatchUpStore = Pick<Store, 'listSessionEvents'>;

/** What a learner may take over, or took over: of each lab the last offer. */
export function catchUpsOf(store: CatchUpStore, session: string, person: string): CatchUp[] {
  const mine = <Event extends { readonly person: string | undefined }>(events: readonly Event[]) =>
    events.filter((event) => event.person === person);
  const offers = store.listSessionEvents(session, 'catch-up', person);
  const taken = mine(store.listSessionEvents(session, 'caught-up', person));
  const back = mine(store.listSessionEvents(session, 'brought-back', person));
  return [...new Map(offers.map((offer) => [offer.data.lab, offer])).values()].map(
    ({ id, by, at, data: { lab } }) => {
      const took = taken.findLast((event) => event.data.lab === lab && event.id > id);
      const brought = back.findLast((event) => event.data.lab === lab && event.id > (took?.id ?? id));
      return {
        id,
        lab,
        by,
        at,
        ...(took === undefined ? {} : { takenAt: took.at }),
        ...(took === undefined || brought === undefined ? {} : { backAt: brought.at }),
      };
    },
  );
}

/** The labs in which a learner took a solution over: what they pass there is not theirs alone. */
export function helpedLabs(
  store: Pick<Store, 'listHelped'>,
  session: string,
): ReadonlyMap<string, readonly LabId[]> {
  const helped = Map.groupBy(store.listHelped(session), ({ person }) => person);
  return new Map([...helped].map(([person, each]) => [person, each.map(({ lab }) => lab)]));
}

export interface CatchingUp {
  readonly store: Store;
  readonly runner: LabRunner;
}

/**
 * Applies the solution of a lab, once the learner's files are kept: as a copy on the server by the job itself, and here
 * so that the learner brings them back.
 */
export async function takeOver(
  { store, runner }: CatchingUp,
  session: string,
  person: string,
  key: RunKey,
): Promise<JobView> {
  const files = await keepFiles({ store, runner }, key);
  store.addSessionEvent(session, 'caught-up', { person, by: person, data: { lab: key.lab, files } });
  return runner.begin(key, 'solve');
}

/** Records the learner's files, and says which they are. */
async function keepFiles({ store, runner }: CatchingUp, key: RunKey) {
  const run = store.findRun(key);
  if (run === undefined) return [];
  const there = (await runner.files.list(key)).filter(({ kind }) => kind === 'file');
  const read = await Promise.all(there.map(({ path }) => runner.files.read(key, path)));
  const texts = read.flatMap(({ path, text }) => (text === undefined ? [] : [[path, text] as const]));
  for (const [path, text] of texts)
    store.addRevision({ run: run.id, path, reason: 'before-solve' }, Buffer.from(text));
  const recorded = new Map(store.listRevisions(run.id).map(({ path, hash }) => [path, hash]));
  const kept = new Set(texts.map(([path]) => path));
  // What is no text is in the copy on the server alone.
  return read.map(({ path }) => ({ path, hash: kept.has(path) ? (recorded.get(path) ?? '') : '' }));
}

/** Puts the learner's own files in the place of those that are there. What is there is in their history. */
export async function bringBack(
  { store, runner }: CatchingUp,
  session: string,
  person: string,
  key: RunKey,
): Promise<{ readonly files: string[]; readonly left: string[] }> {
  const taken = store
    .listSessionEvents(session, 'caught-up', person)
    .findLast((event) => event.person === person && event.data.lab === key.lab);
  const back = store
    .listSessionEvents(session, 'brought-back', person)
    .findLast((event) => event.person === person && event.data.lab === key.lab);
  const isBack = taken !== undefined && back !== undefined && back.id > taken.id;
  if (taken === undefined || taken.data.files.length === 0 || isBack)
    throw new DrydockError('not-found', {
      message: `No files of yours wait to be brought back in ${key.lab}.`,
      fix: 'There are some once you had files there and took the solution over. To begin anew: Reset.',
    });
  const [files, left]: [string[], string[]] = [[], []];
  const there = (await runner.files.list(key)).filter(({ kind }) => kind === 'file');
  for (const { path, hash } of taken.data.files) {
    const content = hash === '' ? undefined : store.readBlob(hash);
    if (content === undefined) {
      left.push(path);
      continue;
    }
    const { revision = '' } = there.find((entry) => entry.path === path) ?? {};
    await runner.files.save(key, path, new TextDecoder().decode(content), revision);
    files.push(path);
  }
  const own = new Set(taken.data.files.map(({ path }) => path));
  for (const { path } of there) if (!own.has(path)) await runner.files.remove(key, path);
  store.addSessionEvent(session, 'brought-back', { person, by: person, data: { lab: key.lab } });
  return { files, left };
}
