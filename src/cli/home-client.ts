/** The API of a server that runs for this home, over the socket in it: who may open the socket is trusted. */

import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { DrydockError, type ErrorReport } from '../lab/errors.ts';
import type { LabId } from '../lab/lab-id.ts';
import { ErrorBodySchema } from '../lab/wire/error-report.ts';
import { type LabEvent, parseEventLine } from '../lab/wire/events.ts';
import { requestOf } from '../lab/wire/paths.ts';
import { type AnswerOf, type Call, parseAnswer, type RouteName } from '../lab/wire/routes.ts';
import type { TerminalSession } from '../runner/lab-runner.ts';
import { findHome } from '../seats/home.ts';
import { findHomeHolder } from '../store/home-lock.ts';
import { errorOf } from './error-of.ts';
import type { AskedShell } from './server-shell.ts';

export interface HomeClient {
  readonly url: string;
  /** The parsed answer; an error report of the server's becomes that error again. */
  call<Name extends RouteName>(name: Name, ...call: Call<Name>): Promise<AnswerOf<Name>>;
  /** Each event of a lab as it comes, until the caller stops iterating. */
  events(lab: LabId): AsyncGenerator<LabEvent>;
  /** Attaches to a shell of a lab, or starts it. */
  openShell(asked: AskedShell): Promise<TerminalSession>;
}

/** The server of a home, where one answers. */
export async function findServer(home: string): Promise<HomeClient | undefined> {
  const holder = findHomeHolder(home);
  if (!holder?.socket || !holder.url) return undefined;
  const client = makeHomeClient(holder.socket, holder.url);
  try {
    await client.call('health');
    return client;
  } catch {
    return undefined;
  }
}

/** The server of a home. Rejects with `not-found`, and what cannot be done without one, where none answers. */
export async function requireServer(
  options: { readonly home?: string },
  lacking: string,
): Promise<HomeClient> {
  const { home } = findHome(process.env, options.home);
  const server = await findServer(home);
  if (server) return server;
  throw new DrydockError('not-found', {
    message: `No server runs for the home ${home}, so ${lacking}.`,
    fix: 'Start one: npm start',
  });
}

function makeHomeClient(socketPath: string, url: string): HomeClient {
  const open = ({ method, path, headers, body }: ReturnType<typeof requestOf>) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const sent = request({ socketPath, method, path, headers: { host: 'localhost', ...headers } }, resolve);
    sent.on('error', reject);
    sent.end(body);
    return promise;
  };
  return {
    url,
    async call(name, ...[call]) {
      const asked = requestOf(name, call);
      const answer = await open(asked);
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const value: unknown = text === '' ? undefined : JSON.parse(text);
      if ((answer.statusCode ?? 500) >= 400)
        throw refused(ErrorBodySchema.safeParse(value).data?.error, asked.path);
      return parseAnswer(name, value);
    },
    async *events(lab) {
      const answer = await open(requestOf('events', { lab }));
      try {
        for await (const line of createInterface({ input: answer })) {
          const event = parseEventLine(line);
          if (event !== undefined) yield event;
        }
      } finally {
        answer.destroy();
      }
    },
    openShell: async (asked) => (await import('./server-shell.ts')).openServerShell(socketPath, asked),
  };
}

function refused(report: ErrorReport | undefined, path: string): DrydockError {
  return report
    ? errorOf(report)
    : new DrydockError('internal', { message: `The server gave no answer to ${path}.` });
}
