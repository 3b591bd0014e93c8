import type { Store } from '../../lab/ports/store.ts';
import type { LabView } from '../../lab/wire/labs.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { makePermissions, type Permissions } from '../permissions.ts';
import { makeActivity } from './activity.ts';
import { type Boards, makeBoards } from './boards.ts';
import { makeOpenShares, type OpenShares } from './open-shares.ts';
import { makeSessionHours, type SessionHours } from './session-hours.ts';

export interface SessionsAtWorkParts {
  readonly store: Store;
  readonly labs: () => readonly LabView[];
  readonly clock: () => Date;
  readonly signIns: Pick<OpenSignIns, 'tick'>;
  /** How often it is looked whose time has come, and who did something. */
  readonly tickMs: number;
  /** Told of what the regular look failed with, such as a full disk; it is tried again. */
  readonly onError: (error: unknown) => void;
}

/** What a server holds of its sessions while it runs: boards, times, looks that go on, and who may what. */
export interface SessionsAtWork extends Disposable {
  readonly boards: Boards;
  readonly hours: SessionHours;
  readonly shares: OpenShares;
  readonly permissions: Permissions;
  /** Told who works in a session. */
  readonly saw: (person: string) => void;
}

export function startSessions({
  store,
  labs,
  clock,
  signIns,
  tickMs,
  onError,
}: SessionsAtWorkParts): SessionsAtWork {
  const activity = makeActivity(clock);
  const hours = makeSessionHours(store, clock);
  const boards = makeBoards({ store, labs, activity, clock });
  const shares = makeOpenShares(store);
  const told = hours.onTurn(boards.tellTurn);
  hours.tick();
  const ticking = setInterval(() => {
    try {
      hours.tick();
      signIns.tick();
      boards.tellActivity();
    } catch (error) {
      onError(error);
    }
  }, tickMs).unref();
  return {
    boards,
    hours,
    shares,
    permissions: makePermissions(store, clock, activity.saw),
    saw: activity.saw,
    [Symbol.dispose]: () => {
      clearInterval(ticking);
      for (const each of [told, boards, shares, hours]) each[Symbol.dispose]();
    },
  };
}
