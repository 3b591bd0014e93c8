/** A shell of a lab through the server that has the home, over the socket in it. */

import { on, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { DrydockError } from '../lab/errors.ts';
import type { LabId } from '../lab/lab-id.ts';
import type { TerminalSize } from '../lab/ports/engine.ts';
import { ErrorBodySchema } from '../lab/wire/error-report.ts';
import { heartbeat } from '../lab/wire/heartbeat.ts';
import { pathOf } from '../lab/wire/paths.ts';
import { type TerminalInput, TerminalMessageSchema, terminalProtocol } from '../lab/wire/terminal.ts';
import { piecesOf } from '../lab/wire/typed-pieces.ts';
import type { TerminalSession } from '../runner/lab-runner.ts';
import { errorOf } from './error-of.ts';

export interface AskedShell {
  readonly lab: LabId;
  /** Lower case letters, digits and hyphens; the page's first is `main`. */
  readonly name: string;
  readonly size: TerminalSize;
}

/** Attaches to a shell, or starts it. Rejects with what the server answers in its place. */
export async function openServerShell(
  socketPath: string,
  { lab, name, size }: AskedShell,
): Promise<TerminalSession> {
  const socket = new WebSocket(
    `ws://localhost${pathOf('terminal', { lab, name, ...size })}`,
    [terminalProtocol],
    { createConnection: () => connect(socketPath), perMessageDeflate: false },
  );
  const messages = frames(socket);
  const refusal = once(socket, 'unexpected-response').then(async ([, answer]) => {
    throw await refusalOf(answer as IncomingMessage);
  });
  refusal.catch(() => {});
  const exit = Promise.withResolvers<number>();
  exit.promise.catch(() => {});
  try {
    const first = await Promise.race([messages.next(), refusal]);
    const ready = first.done || first.value instanceof Uint8Array ? undefined : first.value;
    if (ready?.type === 'error') throw errorOf(ready.error);
    if (ready?.type !== 'ready') throw lost(lab);
    const send = (input: TerminalInput) => socket.send(JSON.stringify(input));
    return {
      resumed: ready.resumed,
      exit: exit.promise,
      output: bytesOf(messages, (bytes) => send({ type: 'ack', bytes }), exit, lab),
      write: async (text) => {
        for (const data of piecesOf(text)) send({ type: 'input', data });
      },
      resize: async (to) => send({ type: 'resize', ...to }),
      [Symbol.asyncDispose]: async () => socket.close(),
    };
  } catch (error) {
    socket.terminate();
    throw error;
  }
}

/** What was drawn is acknowledged once the next is asked for. */
async function* bytesOf(
  messages: ReturnType<typeof frames>,
  drawn: (bytes: number) => void,
  exit: PromiseWithResolvers<number>,
  lab: LabId,
): AsyncGenerator<Uint8Array> {
  for await (const message of messages)
    if (message instanceof Uint8Array) {
      yield message;
      drawn(message.length);
    } else if (message.type === 'exit') exit.resolve(message.code);
    else if (message.type === 'error') exit.reject(errorOf(message.error));
  exit.reject(lost(lab));
}

/** Frames from the first one on, until the connection closes. */
async function* frames(socket: WebSocket) {
  for await (const [data, isBinary] of on(socket, 'message', { close: ['close'] }) as AsyncIterable<
    [Buffer, boolean]
  >)
    if (isBinary) yield new Uint8Array(data);
    else if (data.toString() !== heartbeat) yield TerminalMessageSchema.parse(JSON.parse(data.toString()));
}

async function refusalOf(answer: IncomingMessage): Promise<DrydockError> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const body = ErrorBodySchema.safeParse(JSON.parse(Buffer.concat(chunks).toString() || 'null'));
  if (body.success) return errorOf(body.data.error);
  return new DrydockError('internal', { message: `The server answered ${answer.statusCode} to a shell.` });
}

function lost(lab: LabId): DrydockError {
  return new DrydockError('internal', {
    message: `The server closed the connection to a shell of ${lab}.`,
    fix: 'The shell goes on while the server is away. Start the server and open the shell again.',
  });
}
