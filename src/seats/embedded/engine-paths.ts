import { join } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';

/** The files of a private engine, all below `<engineHome>/engine`. */
export interface EnginePaths {
  readonly folder: string;
  readonly socket: string;
  readonly pidFile: string;
  readonly config: string;
  readonly log: string;
  readonly dataRoot: string;
  readonly execRoot: string;
  /** Stands at /run/containerd in the engine's mount namespace: containerd's shims have their sockets there. */
  readonly shims: string;
  /** The boot of the machine to which `execRoot` and `shims` belong. */
  readonly bootFile: string;
  readonly lock: string;
}

/** What fits in `sun_path` of unix(7), without the ending zero. */
const socketPathBytes = 107;

/** Rejects a home so deep that sockets below it would have names too long for the kernel. */
export function engineFiles(engineHome: string): EnginePaths {
  const folder = join(engineHome, 'engine');
  const execRoot = join(folder, 'exec');
  const longest = join(execRoot, 'containerd', 'containerd-debug.sock.ttrpc');
  const excess = Buffer.byteLength(longest) - socketPathBytes;
  if (excess > 0) {
    throw new DrydockError('setup-failed', {
      message: `The home ${engineHome} is ${excess} bytes too long: an engine below it could not make its sockets.`,
      fix: 'Set DRYDOCK_ENGINE_HOME to a shorter folder, such as /var/lib/drydock.',
    });
  }
  return {
    folder,
    execRoot,
    socket: join(folder, 'docker.sock'),
    pidFile: join(folder, 'docker.pid'),
    config: join(folder, 'daemon.json'),
    log: join(folder, 'dockerd.log'),
    dataRoot: join(folder, 'data'),
    shims: join(folder, 'shims'),
    bootFile: join(folder, 'boot-id'),
    lock: join(folder, 'start.lock'),
  };
}
