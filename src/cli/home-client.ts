/** The API of a server that runs for this home, over the socket in it: who may open the socket is trusted. */
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { DrydockError, type ErrorReport } from '../lab/errors.ts';
import { findHomeHolder } from '../store/home-lock.ts';

export interface HomeClient {
  readonly url: string;
  /** The parsed answer; an error report of the server's becomes that error again. */
  call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T>;
  /** Each event of a stream as it comes, until the caller stops iterating. */
  events<T>(path: string): AsyncGenerator<T>;
}

/** The server of a home, where one answers. */
export async function findServer(home: string): Promise<HomeClient | undefined> {
  const holder = findHomeHolder(home);
  if (!holder?.socket || !holder.url) return undefined;
  const client = makeHomeClient(holder.socket, holder.url);
  try {
    await client.call('GET', '/api/health');
    return client;
  } catch {
    return undefined;
  }
}

function makeHomeClient(socketPath: string, url: string): HomeClient {
  const open = (method: string, path: string, body?: unknown) => {
    const { promise, resolve, reject } = Promise.withResolvers<import('node:http').IncomingMessage>();
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const sent = request(
      {
        socketPath,
        method,
        path,
        headers: { host: 'localhost', ...(payload ? { 'content-type': 'application/json' } : {}) },
      },
      resolve,
    );
    sent.on('error', reject);
    sent.end(payload);
    return promise;
  };
  return {
    url,
    async call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
      const answer = await open(method, path, body);
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const value: unknown = text === '' ? undefined : JSON.parse(text);
      if ((answer.statusCode ?? 500) >= 400)
        throw refused((value as { error?: ErrorReport } | undefined)?.error, path);
      return value as T;
    },
    async *events<T>(path: string): AsyncGenerator<T> {
      const answer = await open('GET', path);
      try {
        for await (const line of createInterface({ input: answer }))
          if (line.startsWith('data:')) yield JSON.parse(line.slice(5)) as T;
      } finally {
        answer.destroy();
      }
    },
  };
}

/** The error that a report was made of. */
export function errorOf({ code, message, fix, place, output }: ErrorReport): DrydockError {
  return new DrydockError(code, {
    message,
    ...(fix === undefined ? {} : { fix }),
    ...(place === undefined ? {} : { place }),
    ...(output === undefined ? {} : { output }),
  });
}

function refused(report: ErrorReport | undefined, path: string): DrydockError {
  return report
    ? errorOf(report)
    : new DrydockError('internal', { message: `The server gave no answer to ${path}.` });
}
