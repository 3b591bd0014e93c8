/** The API of a room on another machine, as a learner's own Drydock asks it. */
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { DrydockError } from '../../lab/errors.ts';
import { ErrorBodySchema } from '../../lab/wire/error-report.ts';
import { requestOf } from '../../lab/wire/paths.ts';
import { type AnswerOf, type Call, parseAnswer, type RouteName } from '../../lab/wire/routes.ts';
import { errorOf } from '../error-of.ts';

export interface RoomClient {
  /**
   * The parsed answer; an error report of the room's becomes that error again. Rejects with `timed-out` where nothing
   * answers: what was asked may have been done all the same.
   */
  call<Name extends RouteName>(name: Name, ...call: Call<Name>): Promise<AnswerOf<Name>>;
}

export interface RoomAddress {
  readonly url: string;
  readonly authority?: string | undefined;
  readonly key?: string | undefined;
}

/** How long an answer may take, and how long it may be: a room is another's machine. */
const answerMs = 20_000;
const mostBytes = 8 * 1024 ** 2;

export function makeRoomClient({ url, authority, key }: RoomAddress): RoomClient {
  const send = (asked: ReturnType<typeof requestOf>) => {
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
    const address = new URL(`${url}${asked.path}`);
    const options = {
      method: asked.method,
      headers: { ...asked.headers, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      signal: AbortSignal.timeout(answerMs),
      agent: false,
    } as const;
    const sent =
      address.protocol === 'https:'
        ? tlsRequest(address, { ...options, ...(authority === undefined ? {} : { ca: authority }) })
        : plainRequest(address, options);
    sent.on('error', reject);
    sent.on('response', (answer) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (bytes > mostBytes) sent.destroy(new Error('its answer is too long'));
        chunks.push(chunk);
      });
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 500, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    sent.end(asked.body);
    return promise;
  };
  return {
    async call(name, ...[call]) {
      const { status, text } = await send(requestOf(name, call)).catch((cause: unknown) => {
        throw away(url, cause);
      });
      try {
        const value: unknown = text === '' ? undefined : JSON.parse(text);
        if (status < 400) return parseAnswer(name, value);
        const report = ErrorBodySchema.safeParse(value).data?.error;
        if (report !== undefined) throw errorOf(report);
      } catch (error) {
        if (error instanceof DrydockError) throw error;
      }
      throw new DrydockError('bad-request', {
        message: `What answers at ${url} is no Drydock that this one understands.`,
        fix: 'Compare the address with the one that is shown in the room, and the versions of both.',
      });
    },
  };
}

function away(url: string, cause: unknown): DrydockError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const isUnknown = /certificate|self.signed|issuer/i.test(why);
  return new DrydockError('timed-out', {
    message: `${url} does not answer: ${why}.`,
    fix: isUnknown
      ? 'The room has an authority of its own: get its certificate from whoever teaches, and say --authority FILE.'
      : 'See whether this machine is in the network of the room, and whether the address is right.',
    cause,
  });
}
