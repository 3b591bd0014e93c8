import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DrydockError } from '../lab/errors.ts';
import { listen } from './listen.ts';

/** What the kernel takes as the address of a socket, with its closing zero: unix(7); 104 on macOS. */
const longestPathBytes = 103;

/**
 * Listens on `drydock.sock` in the home, for its owner only. The caller holds the home's lock, so that a socket
 * that is there already is left over from a server that was killed. A home with a very long name gets a
 * socket in a folder of its own elsewhere: the path that is returned is the one to use.
 */
export async function listenInHome(
  server: Server,
  home: string,
): Promise<AsyncDisposable & { readonly path: string }> {
  const usual = join(home, 'drydock.sock');
  const isLong = Buffer.byteLength(usual) > longestPathBytes;
  const path = isLong ? join(mkdtempSync(join(tmpdir(), 'drydock-')), 'drydock.sock') : usual;
  removeLeftOver(path);
  await listen(server, { path });
  chmodSync(path, 0o600);
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      rmSync(path, { force: true });
      if (isLong) rmSync(dirname(path), { recursive: true, force: true });
    },
  };
}

function removeLeftOver(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (cause) {
    throw new DrydockError('setup-failed', {
      message: `${path} is in the way of the server's socket and cannot be removed: ${cause instanceof Error ? cause.message : String(cause)}.`,
      fix: 'Move it away: Drydock makes its socket anew.',
      cause,
    });
  }
}
