import type { IncomingMessage } from 'node:http';
import { addAbortSignal, Readable } from 'node:stream';
import { ByteBound, bounds, readBounded } from './bounded.ts';

/** What the library passes to its modem for one call, as far as it matters here. */
export interface DialOptions {
  readonly path: string;
  readonly isStream?: boolean;
  readonly hijack?: boolean;
  readonly openStdin?: boolean;
  readonly abortSignal?: AbortSignal | undefined;
}

type Done = (error: unknown, answer: unknown) => void;

/** The part of the library that sends a request and collects the answer. */
export interface Modem {
  dial(options: DialOptions, done: Done): void;
  buildPayload(
    error: unknown,
    isStream: boolean,
    statuses: Readonly<Record<string, unknown>>,
    openStdin: boolean,
    request: unknown,
    response: IncomingMessage,
    json: unknown,
    done: Done,
  ): void;
}

/**
 * Makes the library read answers up to `bounds.answer`, errors too; by itself it collects whatever comes. What is taken
 * as a stream is left to whoever reads it.
 */
export function boundAnswers(modem: Modem, engine: string): void {
  const of = (path: string) => `The answer of the Docker Engine at ${engine} to ${path.split('?')[0]}`;
  const dial = modem.dial.bind(modem);
  modem.dial = (options, done) => {
    if (options.isStream || options.hijack || options.openStdin) {
      dial(options, done);
      return;
    }
    dial({ ...options, isStream: true }, (error, answer) => {
      if (error) {
        done(error, null);
        return;
      }
      if (!(answer instanceof Readable)) {
        done(null, answer);
        return;
      }
      if (options.abortSignal) addAbortSignal(options.abortSignal, answer);
      readBounded(answer, of(options.path), bounds.answer)
        .then(parse)
        .then(
          (value) => done(null, value),
          (reason: unknown) => done(reason, null),
        );
    });
  };
  const buildPayload = modem.buildPayload.bind(modem);
  modem.buildPayload = (error, isStream, statuses, openStdin, request, response, json, done) => {
    if (!error && isStream && statuses[String(response.statusCode)] !== true)
      boundBody(response, `The error of the Docker Engine at ${engine}`);
    buildPayload(error, isStream, statuses, openStdin, request, response, json, done);
  };
}

/** A body that the library collects by itself. */
function boundBody(body: IncomingMessage, of: string): void {
  const bound = new ByteBound(of, bounds.line);
  body.on('data', (chunk: Uint8Array) => {
    try {
      bound.add(chunk.length);
    } catch (error) {
      body.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

/** As the library has it: the JSON value, else the bytes. */
function parse(bytes: Buffer): unknown {
  try {
    return (JSON.parse(bytes.toString('utf8')) as unknown) || bytes;
  } catch {
    return bytes;
  }
}
