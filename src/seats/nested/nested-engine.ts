import type { ConnectedEngine } from '../../engine/connect.ts';
import { connectEngine } from '../../engine/connect.ts';
import { execStream } from '../../engine/exec-stream.ts';
import { DrydockError } from '../../lab/errors.ts';

const startMs = 60_000;

/** Waits inside for the socket: dockerd opens it early and answers once it is ready. */
const untilSocket = ['sh', '-c', 'until [ -S /var/run/docker.sock ]; do sleep 0.02; done'];

/**
 * The engine inside of a seat container, spoken to over `docker exec` and `docker system dial-stdio`: no port is
 * opened anywhere.
 */
export async function connectNested(
  outer: ConnectedEngine,
  container: string,
  signal?: AbortSignal,
): Promise<ConnectedEngine> {
  const deadline = AbortSignal.timeout(startMs);
  const stop = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  try {
    await outer.run(container, untilSocket, { signal: stop });
    const engine = await connectEngine(
      {
        kind: 'stream',
        name: `docker exec ${container.slice(0, 12)} docker system dial-stdio`,
        dial: async () =>
          execStream(await outer.exec(container, { argv: ['docker', 'system', 'dial-stdio'], stdin: true })),
      },
      stop,
    );
    return engine;
  } catch (cause) {
    signal?.throwIfAborted();
    const log = await outer.logTail(container, 40).catch(() => '');
    throw new DrydockError('setup-failed', {
      message: `The engine in the seat ${container.slice(0, 12)} does not start.`,
      fix: 'Look at the end of its log below. It needs an outer engine that allows --privileged and overlay file systems.',
      output: log,
      cause,
    });
  }
}
