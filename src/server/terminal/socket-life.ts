/** What the connections of pages have in common that show a terminal. */
import type { WebSocket } from 'ws';
import { reportError } from '../../lab/errors.ts';
import { closeCodes } from '../../lab/wire/terminal.ts';

/** A page that does not read would not read the closing frame either: it gets a moment for it. */
export function cutOff(socket: WebSocket): void {
  socket.close(closeCodes.tryLater, 'The page draws too slowly');
  const timer = setTimeout(() => socket.terminate(), 1_000);
  socket.on('close', () => clearTimeout(timer));
}

/** With what a connection closes over an error: whether asking again can help. */
export function closeCodeOf(error: unknown): number {
  switch (reportError(error).code) {
    case 'engine-lost':
    case 'engine-absent':
    case 'timed-out':
    case 'too-many':
      return closeCodes.tryLater;
    case 'internal':
      return closeCodes.broken;
    default:
      return closeCodes.refused;
  }
}
