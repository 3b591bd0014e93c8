import type { WebSocket } from 'ws';
import { reportError } from '../../lab/errors.ts';
import { laterByTimer } from '../../lab/general/later-by-timer.ts';
import { type MirrorMessage, screenDrawn } from '../../lab/wire/mirror.ts';
import { closeCodes } from '../../lab/wire/terminal.ts';
import { closeCodeOf, cutOff } from '../terminal/socket-life.ts';
import type { Mirrors } from './mirrors.ts';
import { makeScreenQueue } from './screen-queue.ts';

export interface ScreenTiming {
  /** A page that has not drawn a screen after so long is cut off. */
  readonly stallMs: number;
}

export interface ScreensParts {
  readonly mirrors: Mirrors;
  readonly session: string;
  /** Aborted, with the reason, when whoever watches may not any more. */
  readonly over: AbortSignal;
  readonly timing: ScreenTiming;
}

/** Sends what is shown to a session until that ends, or the page goes. Never rejects. */
export async function serveScreens(
  socket: WebSocket,
  { mirrors, session, over, timing }: ScreensParts,
): Promise<void> {
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  const sendAway = () => fail(socket, over.reason);
  socket.on('error', () => socket.terminate());
  over.addEventListener('abort', sendAway, { once: true });
  try {
    if (over.aborted) return sendAway();
    using queue = makeScreenQueue({
      send: (frame) => socket.send(frame),
      stallMs: timing.stallMs,
      onStall: () => cutOff(socket),
      later: laterByTimer,
    });
    socket.on('message', (data) => {
      if (data.toString() === screenDrawn) queue.drawn();
      else socket.close(closeCodes.refused, 'You look, and do not type');
    });
    using _ = mirrors.watch(session, {
      offer: queue.offer,
      end: () => socket.close(closeCodes.ended, 'It is not shown any more'),
    });
    await closed;
  } catch (error) {
    fail(socket, error);
  } finally {
    over.removeEventListener('abort', sendAway);
  }
}

/** Tells the page why, and closes. */
export function fail(socket: WebSocket, error: unknown): void {
  const report = reportError(error);
  const message: MirrorMessage = { type: 'error', error: report };
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  socket.close(closeCodeOf(error), report.title);
}
