/** The session that the reader has joined, as it is now: one stream for all that a page shows of it. */
import { type MySession, MySessionSchema } from '../../lab/wire/sessions.ts';
import { type Cell, makeCell } from './cell.ts';
import type { Connection } from './connection.ts';
import { holdStream, type LineEvent } from './held-stream.ts';

export interface FollowedSession {
  /** Undefined until it was first told. */
  readonly session: Cell<MySession | undefined>;
  readonly line: Cell<LineEvent['state'] | undefined>;
}

const followed = new WeakMap<Connection, FollowedSession>();

/** Follows it as long as the page is there, from when the page knows that its reader is signed in. */
export function followMySession(connection: Connection): FollowedSession {
  const known = followed.get(connection) ?? follow(connection);
  followed.set(connection, known);
  return known;
}

function follow(connection: Connection): FollowedSession {
  const session = makeCell<MySession | undefined>(undefined);
  const line = makeCell<LineEvent['state'] | undefined>(undefined);
  let isHeld = false;
  connection.reach.listen((now) => {
    if (now !== 'signed-in' || isHeld) return;
    isHeld = true;
    holdStream<MySession>(connection, {
      open: (signal, onOpen) => connection.api.follow({ name: 'mySessionEvents', parse }, signal, onOpen),
      tell: (event) => {
        if ('type' in event) line.set(event.state);
        else session.set(event);
      },
      // Nothing was joined, or it is gone.
      final: [404],
    });
  });
  return { session, line };
}

const parse = (frame: string): MySession => MySessionSchema.parse(JSON.parse(frame));
