import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectedEngine } from '../../engine/connect.ts';
import { connectEngine } from '../../engine/connect.ts';
import { execStream } from '../../engine/exec/exec-stream.ts';
import { isEngineLost } from '../../lab/engine-away.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Inside } from './rootless-exec.ts';

const startMs = 60_000;

/** Waits inside for the socket: dockerd opens it early and answers once it is ready. */
const untilSocket = ['sh', '-c', 'until [ -S /var/run/docker.sock ]; do sleep 0.02; done'];

/** The inside of a rootless seat is there a moment after its container runs; until then nothing can be run in it. */
async function untilAnswers(inside: Inside, container: string, stop: AbortSignal): Promise<void> {
  for (;;) {
    const { exitCode } = await inside.run(container, untilSocket, { signal: stop });
    if (exitCode === 0) return;
    await delay(20, undefined, { signal: stop });
  }
}

export interface NestedEngineParts {
  readonly outer: ConnectedEngine;
  /** The seat's container on the outer engine. */
  readonly container: string;
  readonly inside: Inside;
  readonly signal?: AbortSignal;
}

/**
 * The engine inside of a seat container, spoken to over `docker exec` and `docker system dial-stdio`: no port is
 * opened anywhere.
 */
export async function connectNested(parts: NestedEngineParts): Promise<ConnectedEngine> {
  const { outer, container, inside, signal } = parts;
  const deadline = AbortSignal.timeout(startMs);
  const stop = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  const lines = new Set<Promise<unknown>>();
  let closed = false;
  const openLine = async () => {
    if (closed) throw new DrydockError('engine-lost', { message: 'The connection to the seat was closed.' });
    const line = await inside.exec(container, { argv: ['docker', 'system', 'dial-stdio'], stdin: true });
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
  const name = `docker exec ${container.slice(0, 12)} docker system dial-stdio`;
  try {
    for (;;) {
      try {
        await untilAnswers(inside, container, stop);
        const engine = await connectEngine({ kind: 'stream', name, dial }, stop);
        return {
          ...engine,
          // Who closes it to pause the seat must know that nothing of ours still runs in there.
          async [Symbol.asyncDispose]() {
            closed = true;
            await engine[Symbol.asyncDispose]();
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
