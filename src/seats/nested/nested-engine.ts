import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectedEngine } from '../../engine/connect.ts';
import { connectEngine } from '../../engine/connect.ts';
import { execStream } from '../../engine/exec/exec-stream.ts';
import type { ExecHelper } from '../../engine/exec/helper/exec-helper.ts';
import { isEngineLost } from '../../lab/engine-away.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Inside } from './rootless-exec.ts';

const startMs = 60_000;

const socket = '/var/run/docker.sock';
/** Waits inside for the socket: dockerd opens it early and answers once it is ready. */
const untilSocket = ['perl', '-e', 'select undef, undef, undef, 0.02 until -S $ARGV[0]', socket];

/** The inside of a rootless seat is there a moment after its container runs; until then nothing can be run in it. */
async function untilAnswers(entered: Inside, container: string, stop: AbortSignal): Promise<void> {
  for (;;) {
    const { exitCode } = await entered.run(container, untilSocket, { signal: stop });
    if (exitCode === 0) return;
    await delay(20, undefined, { signal: stop });
  }
}

export interface NestedEngineParts {
  readonly outer: ConnectedEngine;
  /** The seat's container on the outer engine. */
  readonly container: string;
  /** The inside, by calls of the outer engine. */
  readonly entered: Inside;
  /** What connects in there. It ends with the connection. */
  readonly helper: ExecHelper;
  readonly signal?: AbortSignal;
}

/**
 * The engine inside of a seat container. Each connection to it is made by the helper in there, or is a
 * `docker system dial-stdio` where there is none: no port is opened anywhere.
 */
export async function connectNested(parts: NestedEngineParts): Promise<ConnectedEngine> {
  const { outer, container, entered, helper, signal } = parts;
  const deadline = AbortSignal.timeout(startMs);
  const stop = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  const lines = new Set<Promise<unknown>>();
  let closed = false;
  const openLine = async () => {
    if (closed) throw new DrydockError('engine-lost', { message: 'The connection to the seat was closed.' });
    const line =
      (await helper.connect(socket)) ??
      (await entered.exec(container, { argv: ['docker', 'system', 'dial-stdio'], stdin: true }));
    if (closed) await line[Symbol.asyncDispose]();
    return line;
  };
  const dial = async () => {
    const opening = openLine();
    const ended = opening
      .then(({ exit }) => exit)
      .catch(() => undefined)
      .finally(() => lines.delete(ended));
    lines.add(ended);
    return execStream(await opening);
  };
  const name = `${socket} in the container ${container.slice(0, 12)}`;
  try {
    for (;;) {
      try {
        await untilAnswers(entered, container, stop);
        const engine = await connectEngine({ kind: 'stream', name, dial }, stop);
        return {
          ...engine,
          // Who closes it to pause the seat must know that nothing of ours still runs in there.
          async [Symbol.asyncDispose]() {
            closed = true;
            await engine[Symbol.asyncDispose]();
            // What is in a seat that is paused already answers nobody: with the helper its connections are given up.
            await helper[Symbol.asyncDispose]();
            await Promise.all(lines);
          },
        };
      } catch (error) {
        // A seat that ended is on its way back, and its engine leaves a socket that nobody answers on.
        if (!isEngineLost(error)) throw error;
        await delay(200, undefined, { signal: stop });
      }
    }
  } catch (cause) {
    await helper[Symbol.asyncDispose]();
    signal?.throwIfAborted();
    const log = await outer.logTail(container, 40).catch(() => '');
    throw new DrydockError('setup-failed', {
      message: `The engine in the seat ${container.slice(0, 12)} does not start.`,
      fix: 'Look at the end of its log below. It needs an outer engine that allows what its class takes, and overlay file systems; `drydock doctor` says which classes run here.',
      output: log,
      cause,
    });
  }
}
