import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Caller } from './caller.ts';
import type { Permissions } from './permissions.ts';

/** Where a request came in: through the door, or over the socket in the home. */
export type Channel = 'door' | 'socket';

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
