import type { AssignmentStore } from '../../grades/assignments/assignment-store.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { phaseOf } from '../../lab/sessions/session.ts';
import type { LabView } from '../../lab/wire/labs.ts';
import { type JoinAllowance, makeJoinAllowance } from '../login/join-allowance.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { makeMirrors } from '../mirror/mirrors.ts';
import { makePermissions, type Permissions } from '../permissions.ts';
import { makeActivity } from './activity.ts';
import { type Agreements, makeAgreements } from './agreements.ts';
import { type Boards, type BoardsParts, makeBoards } from './boards.ts';
import { makeOpenShares, type OpenShares } from './open-shares.ts';
import { makePointers } from './pointers.ts';
import { makeSessionHours, type SessionHours } from './session-hours.ts';
import type { SessionLive } from './session-live.ts';

export interface SessionsAtWorkParts {
  readonly store: Store & AssignmentStore;
  readonly labs: () => readonly LabView[];
  readonly seats: BoardsParts['seats'];
  readonly clock: () => Date;
  readonly newId: () => string;
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
  readonly agreements: Agreements;
  readonly joins: JoinAllowance;
  readonly shares: OpenShares;
  readonly permissions: Permissions;
  readonly live: SessionLive;
  /** Throws where the session has ended. */
  readonly requireGoingOn: (session: string) => void;
  /** Told who works in a session. */
  readonly saw: (person: string) => void;
}

export function startSessions({
  store,
  labs,
  seats,
  clock,
  newId,
  signIns,
  tickMs,
  onError,
}: SessionsAtWorkParts): SessionsAtWork {
  const activity = makeActivity(clock);
  const hours = makeSessionHours(store, clock);
  const agreements = makeAgreements(store);
  const joins = makeJoinAllowance(clock);
  const live = { pointers: makePointers({ clock, newId }), mirrors: makeMirrors({ clock, newId }) };
  const boards = makeBoards({ store, labs, activity, live, heldBackAt: joins.heldBackAt, seats, clock });
  const shares = makeOpenShares(store, agreements);
  const told = hours.onTurn(boards.tellAll);
  const endedOf = (id: string) => {
    const session = store.findSession(id);
    return session && phaseOf(session, clock()) === 'ended' ? session : undefined;
  };
  const endLive = (id: string) => {
    if (endedOf(id) === undefined) return;
    live.mirrors.end(id);
    live.pointers.forget(id);
  };
  const turned = hours.onTurn(endLive);
  const changed = store.onSessionChange((id, { type }) => {
    if (type === 'session') endLive(id);
    // Somebody was removed, or erased.
    if (type === 'session' || type === 'joined')
      live.pointers.keep(id, new Set(store.listJoined(id).map(({ person }) => person.id)));
  });
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
    agreements,
    joins,
    shares,
    permissions: makePermissions({ store, clock, agreements, saw: activity.saw }),
    saw: activity.saw,
    live,
    requireGoingOn: (id) => {
      const ended = endedOf(id);
      if (ended !== undefined) throw isOver(ended.title);
    },
    [Symbol.dispose]: () => {
      clearInterval(ticking);
      for (const each of [told, turned, changed, boards, shares, agreements, hours]) each[Symbol.dispose]();
    },
  };
}

function isOver(title: string): DrydockError {
  return new DrydockError('not-allowed', {
    message: `${title} has ended, so nothing can be shown there or pointed out any more.`,
    fix: 'Let it go on first: drydock session extend 15m, or Open again on its board.',
  });
}
