import { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { longestName, type NameFault, parseName } from '../../lab/sessions/alias.ts';
import { agreementOf, needsConsent } from '../../lab/sessions/consent.ts';
import { parseJoinCode } from '../../lab/sessions/join-code.ts';
import { phaseOf, type Session } from '../../lab/sessions/session.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { ServerApp } from '../environment.ts';
import type { JoinAllowance } from '../login/join-allowance.ts';
import type { LoginThrottle } from '../login/login-throttle.ts';
import { signInMs } from '../login/sign-in-key.ts';
import type { Boards } from '../sessions/boards.ts';
import { readableMs } from '../sessions/personal-link.ts';
import { viewTerms } from '../sessions/session-views.ts';
import { routeOf } from './route-parts.ts';

export interface JoinParts {
  readonly store: Store;
  /** Of codes and personal links, apart from that of login links. */
  readonly joinThrottle: LoginThrottle;
  /** Of those who joined. */
  readonly joins: JoinAllowance;
  readonly boards: Boards;
  readonly clock: () => Date;
  /** Seats are for many people, so that several can be let in. */
  readonly seatsForMany: boolean;
}

/** Joining a session by its code, and coming back by a personal link. */
export function addJoinRoutes(app: ServerApp, parts: JoinParts): void {
  const { store, joinThrottle, clock, seatsForMany } = parts;
  const signInOf = (person: string, session: Session): string => {
    const readable = new Date(session.ends).getTime() + readableMs - clock().getTime();
    return store.mintCredential(person, 'sign-in', Math.min(readable, signInMs), session.id);
  };
  const held = (address: string | undefined, token: string) => {
    const tried = { address: address ?? '', token };
    const waitMs = joinThrottle.waitMs(tried);
    if (waitMs > 0) throw tooManyTries(Math.ceil(waitMs / 1000));
    return tried;
  };

  const codeOf = (typed: string): string => {
    if (!seatsForMany) throw forOne();
    const code = parseJoinCode(typed);
    if (code === undefined) throw noCode();
    return code;
  };
  const nameOf = (called: string): string => {
    const parsed = parseName(called);
    if ('fault' in parsed) throw badName(parsed.fault);
    return parsed.name;
  };
  const find = (from: string | undefined, code: string) => {
    const tried = held(from, code);
    const session = store.findByCode(code);
    if (session === undefined) {
      joinThrottle.failed(tried);
      throw noSession();
    }
    if (phaseOf(session, clock()) === 'ended') throw ended(session);
    return { session, address: tried.address };
  };

  app.openapi(routeOf(routes.joinTerms), (c) => {
    const { code, name } = c.req.valid('json');
    const known = codeOf(code);
    nameOf(name);
    const { session } = find(c.env.incoming.socket.remoteAddress, known);
    return c.json({ title: session.title, terms: viewTerms(session) }, 200);
  });

  app.openapi(routeOf(routes.join), (c) => {
    const { code: typed, name: called, asked, agreed } = c.req.valid('json');
    const code = codeOf(typed);
    const name = nameOf(called);
    const { session, address } = find(c.env.incoming.socket.remoteAddress, code);
    if (agreed === undefined || needsConsent(agreed, session)) throw otherTerms();
    // Whoever has the socket in the home has all of it.
    const isCounted = c.env.channel === 'door' && !store.hasAsked(session.id, asked);
    if (isCounted) requireAllowed(parts, session, address);
    const joined = store.join(session.id, asked, name, namesOfLeaders(store), agreementOf(agreed, session));
    if (joined === 'full') throw full(session);
    if (isCounted) parts.joins.joined(session.id, address);
    const { person, alias } = joined;
    return c.json({ key: signInOf(person.id, session), person: person.id, alias }, 200);
  });

  app.openapi(routeOf(routes.rejoin), (c) => {
    const { token } = c.req.valid('json');
    const tried = held(c.env.incoming.socket.remoteAddress, token);
    const found = store.redeemCredential('rejoin', token);
    const session = found?.session === undefined ? undefined : store.findSession(found.session);
    const joined = found && session && store.findJoined(session.id, found.person.id);
    if (!joined || joined.removedAt !== undefined) {
      joinThrottle.failed(tried);
      throw new DrydockError('not-signed-in', {
        message: 'This personal link is not known here, or it is too old.',
        fix: 'Open the menu of your session on the other device and copy the link again, or join by the code.',
      });
    }
    const { person, alias } = joined;
    return c.json({ key: signInOf(person.id, session), person: person.id, alias }, 200);
  });
}

/** Whoever joins under name after name waits, and those who lead see that somebody does. */
function requireAllowed({ joins, boards }: JoinParts, { id, title }: Session, address: string): void {
  const waitMs = joins.waitMs(id, address);
  if (waitMs === 0) return;
  joins.heldBack(id);
  boards.tellAll(id);
  const seconds = Math.ceil(waitMs / 1000);
  throw new DrydockError('too-many', {
    message: `Many have just joined ${title} from this address, so the next one can join in ${seconds} s.`,
    fix: 'Press Join again then. Were you here before? Use your personal link. Others go on meanwhile, and the instructor sees that you wait.',
  });
}

/** Nobody joins under the name of who leads. */
const namesOfLeaders = (store: Store): readonly string[] =>
  store.listMembers().map(({ person }) => person.name);

/** What somebody agreed to is not what is said now. */
export function otherTerms(): DrydockError {
  return new DrydockError('not-allowed', {
    message: 'Nobody joins without agreeing to what is kept of them, as it is said now.',
    fix: 'Read it, and agree to it.',
  });
}

function forOne(): DrydockError {
  return new DrydockError('not-allowed', {
    message: 'Nobody can join here: the seats of this server are for one person.',
    fix: 'Whoever leads the session starts the server with --seats-for many.',
  });
}

function noCode(): DrydockError {
  return new DrydockError('bad-request', {
    message:
      'That is no code of a session. A code has eight letters and digits, and one of them may be mistyped.',
    fix: 'Compare it with the one that is shown in the room.',
  });
}

function noSession(): DrydockError {
  return new DrydockError('not-found', {
    message: 'No session has this code.',
    fix: 'Compare it with the one that is shown in the room: it may have been changed.',
  });
}

function ended({ title }: Session): DrydockError {
  return new DrydockError('not-allowed', {
    message: `${title} has ended, so nobody can join it any more.`,
    fix: 'Whoever was there comes back by their personal link. The book can be read without one.',
  });
}

function full({ title, capacity }: Session): DrydockError {
  return new DrydockError('not-allowed', {
    message: `${title} is full: ${capacity} of ${capacity} places are taken.`,
    fix: 'Tell the instructor, who can make room, and try again. Were you here before? Use your personal link.',
  });
}

function badName(fault: NameFault): DrydockError {
  const messages: Readonly<Record<NameFault, string>> = {
    empty: 'Say what you want to be called.',
    'too-long': `A name has at most ${longestName} characters.`,
    unprintable: 'This name has characters that cannot be shown.',
  };
  return new DrydockError('bad-request', { message: messages[fault], fix: 'Type another name.' });
}

function tooManyTries(seconds: number): DrydockError {
  return new DrydockError('too-many', {
    message: `Too many codes that are none were tried from this address. Try again in ${seconds} s.`,
    fix: 'Others go on meanwhile.',
  });
}
