import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { HeldRole } from '../lab/people/role.ts';
import type { Party, Person, RunContext } from '../lab/ports/store.ts';
import type { Permissions } from './permissions.ts';

/** Where a request came in: through the door, or over the socket in the home. */
export type Channel = 'door' | 'socket';

/** Who asks. */
export interface Caller {
  readonly person: Person;
  readonly party: Party;
  readonly held: readonly HeldRole[];
  /** Which of their sign-ins; none over the socket in the home. */
  readonly signIn?: string;
  /** The session that they joined by it. */
  readonly session?: string;
}

/** What a caller's runs are made in: the session that they joined, or a book of their own. */
export const contextOf = ({ session }: Caller): RunContext =>
  session === undefined ? 'self' : `session:${session}`;

/** What a handler finds in its context. */
export interface ServerEnv {
  Bindings: {
    readonly incoming: IncomingMessage;
    readonly outgoing: ServerResponse;
    readonly channel: Channel;
  };
  Variables: {
    /** Set for everything under `/api` that is not for anybody. */
    caller: Caller;
    permissions: Permissions;
    /** Known for everything under `/api`. */
    signedIn: boolean;
    /** The file that a static answer was made of. */
    siteFile: string | undefined;
  };
}

export type ServerApp = OpenAPIHono<ServerEnv>;
