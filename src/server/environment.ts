import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Party, Person } from '../lab/ports/store.ts';

/** Where a request came in: through the door, or over the socket in the home. */
export type Channel = 'door' | 'socket';

/** Who asks. */
export interface Caller {
  readonly person: Person;
  readonly party: Party;
  /** Which of their sign-ins; none over the socket in the home. */
  readonly signIn?: string;
}

/** What a handler finds in its context. */
export interface ServerEnv {
  Bindings: {
    readonly incoming: IncomingMessage;
    readonly outgoing: ServerResponse;
    readonly channel: Channel;
  };
  Variables: {
    /** Set for everything under `/api` but health and the exchange of a login. */
    caller: Caller;
    /** Known for everything under `/api`. */
    signedIn: boolean;
    /** The file that a static answer was made of. */
    siteFile: string | undefined;
  };
}

export type ServerApp = OpenAPIHono<ServerEnv>;
