import type { Store } from '../../lab/ports/store.ts';
import type { LabView } from '../../lab/wire/labs.ts';
import { type JoinAllowance, makeJoinAllowance } from '../login/join-allowance.ts';
import { makePermissions, type Permissions } from '../permissions.ts';
import { makeActivity } from './activity.ts';
import { type Boards, type BoardsParts, makeBoards } from './boards.ts';
import { makeOpenShares, type OpenShares } from './open-shares.ts';
import { makeSessionHours, type SessionHours } from './session-hours.ts';

export interface SessionsAtWorkParts {
  readonly store: Store;
  readonly labs: () => readonly LabView[];
  readonly seats: BoardsParts['seats'];
  readonly clock: () => Date;
  /** How often it is looked whose time has come, and who did something. */
  readonly tickMs: number;
  /** Told of what the regular look failed with, such as a full disk; it is tried again. */
  readonly onError: (error: unknown) => void;
}

/** What a server holds of its sessions while it runs: boards, times, looks that go on, and who may what. */
export interface SessionsAtWork extends Disposable {
  readonly boards: Boards;
  readonly hours: SessionHours;
  readonly joins: JoinAllowance;
  readonly shares: OpenShares;
  readonly permissions: Permissions;
  /** Told who works in a session. */
  readonly saw: (person: string) => void;
}

export function startSessions({
  store,
  labs,
  seats,
  clock,
  tickMs,
  onError,
}: SessionsAtWorkParts): SessionsAtWork {
  const activity = makeActivity(clock);
  const hours = makeSessionHours(store, clock);
  const joins = makeJoinAllowance(clock);
  const boards = makeBoards({ store, labs, activity, clock, heldBackAt: joins.heldBackAt, seats });
  const shares = makeOpenShares(store);
  const told = hours.onTurn(boards.tellAll);
  hours.tick();
  const ticking = setInterval(() => {
    try {
      hours.tick();
      boards.tellActivity();
    } catch (error) {
      onError(error);
    }
  }, tickMs).unref();
  return {
    boards,
    hours,
    joins,
    shares,
    permissions: makePermissions(store, clock, activity.saw),
    saw: activity.saw,
    [Symbol.dispose]: () => {
      clearInterval(ticking);
      for (const each of [told, boards, shares, hours]) each[Symbol.dispose]();
    },
  };
}
