import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { removePath } from '../files/remove-entry.ts';
import { DrydockError } from '../lab/errors.ts';
import type { Removal } from '../lab/ports/removal.ts';
import { forgetKept, forgetParties } from '../runner/upkeep/forget-parties.ts';
import { readHomeId } from '../seats/home.ts';
import { removePartySeats } from '../seats/remove-party-seats.ts';
import type { Backups } from '../store/archive/backups.ts';
import type { OpenHome } from './open-home.ts';

/** What a home has of people beside its store. */
export function makeRemoval(
  { paths: { home }, runner, store, seats }: OpenHome,
  backups: Promise<Backups>,
  ending: AbortSignal,
): Removal {
  const tools = {
    runner,
    store,
    seats,
    workspacesDir: join(home, 'workspaces'),
    keptDir: join(home, 'kept'),
  };
  const withinMs = 5 * 60_000;
  return {
    async forgetParties(parties) {
      const signal = AbortSignal.any([ending, AbortSignal.timeout(withinMs)]);
      await forgetParties(tools, parties, signal);
      // Who never began a lab has no seat.
      if (store.listRuns().some(({ party }) => parties.has(party)))
        await forgetSeats({ seats, home }, parties, signal);
    },
    forgetContents: (contents) => forgetKept(tools, contents),
    async renewCopies() {
      await (await backups).renew();
      for (const name of readdirSync(home))
        if (name.startsWith('drydock.db.before-')) await removePath(join(home, name));
      return [join(home, 'replaced')].filter((path) => existsSync(path));
    },
  };
}

/** Where seats are for one person no party has one, and none is found. */
async function forgetSeats(
  { seats, home }: { readonly seats: OpenHome['seats']; readonly home: string },
  parties: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  if (seats.health().state === 'absent') throw seatsStay();
  try {
    // All of ours that talks to them is let go of first.
    await seats.forget(parties);
    await removePartySeats(await seats.openEngine(signal), await readHomeId(home), parties, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof DrydockError && error.code.startsWith('engine-') ? seatsStay(error) : error;
  }
}

/** Why somebody cannot be erased while no engine answers: what their seats hold would stay. */
function seatsStay(cause?: unknown): DrydockError {
  return new DrydockError('engine-lost', {
    message: 'Nobody was erased: their seats cannot be removed, since no engine answers.',
    fix: 'See what is lacking with `drydock doctor`, and erase them again once it is there. What is due by its time is tried again each day.',
    cause,
  });
}
