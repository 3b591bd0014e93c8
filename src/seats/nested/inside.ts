import { posix } from 'node:path';
import type { ConnectedEngine } from '../../engine/connect.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Engine } from '../../lab/ports/engine.ts';
import { slotUser } from './seat-slot.ts';

/** What is asked of the inside of a seat: programs, and files as archives. */
export type Inside = Pick<Engine, 'exec' | 'run' | 'putArchive' | 'getArchive'>;

/**
 * The inside of a rootless seat, from its container on the outer engine. Whoever is root there is a user of the
 * container in namespaces of its own, so programs are started as that user and enter those; and files come and go
 * through programs, since the outer engine would write them as its own root, who is nobody inside.
 */
export function enterRootless(outer: ConnectedEngine, slot: number): Inside {
  const place = { cwd: '/', user: slotUser(slot) };
  const enter = (argv: readonly string[], cwd = '/') => ['drydock-enter', cwd, ...argv];
  return {
    exec: (container, request, signal) =>
      outer.exec(container, { ...request, ...place, argv: enter(request.argv, request.cwd) }, signal),
    run: (container, argv, options = {}) =>
      outer.run(container, enter(argv, options.cwd), { ...options, ...place }),
    async putArchive(container, path, tar) {
      const input = tar instanceof Uint8Array ? tar : await gather(tar);
      const done = await outer.run(container, enter(['tar', '-xpf', '-', '-C', path]), { ...place, input });
      if (done.exitCode !== 0) throw noFiles(`Files could not be put into ${path} of a seat.`, done.stderr);
    },
    async getArchive(container, path) {
      const argv = enter(['tar', '-cf', '-', '-C', posix.dirname(path), posix.basename(path)]);
      return takeArchive(await outer.exec(container, { ...place, argv }), path);
    },
  };
}

async function* takeArchive(
  process: Awaited<ReturnType<Inside['exec']>>,
  path: string,
): AsyncGenerator<Uint8Array> {
  await using tar = process;
  const complaint = gather(tar.errorOutput);
  yield* tar.output;
  // 1: a file changed while it was read, as files of running programs do; what was read of it is whole.
  if ((await tar.exit) > 1)
    throw noFiles(
      `Files could not be taken out of ${path} of a seat.`,
      Buffer.from(await complaint).toString(),
    );
}

async function gather(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function noFiles(message: string, output: string): DrydockError {
  return new DrydockError('engine-failed', {
    message,
    fix: 'Start the lab again. If it goes on, the seat’s disk may be full: reset the lab, or raise --seat-disk.',
    output,
  });
}
