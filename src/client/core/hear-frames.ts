import { heartbeat, heartbeatMs } from '../../lab/wire/heartbeat.ts';

interface Hearing {
  /** Text, or bytes as the socket's `binaryType` has them. No heartbeat of the server is among them. */
  readonly onFrame: (frame: unknown) => void;
  /** The line is dead, and closed: no frame comes any more, and `close` perhaps much later, or never. */
  readonly onSilent: () => void;
}

const turnMs = 5_000;
/** Two heartbeats that did not come, and a bit. */
const mostTurns = 2 * (heartbeatMs / turnMs) + 1;

/**
 * Hears what comes on a WebSocket, and notices within 35 seconds that nothing can: a laptop that slept, or a network that
 * changed, leaves a connection of which nobody tells the browser that it is gone.
 *
 * Silence is counted in turns of a timer and not by a clock, so that only time counts in which the page could have heard:
 * of a machine that sleeps, a page that is frozen and a script that is busy all missed turns come as one. A page in the
 * background gets a turn a minute, and its messages when they come; seven turns without one are seven minutes without a
 * heartbeat, so no line that lives is taken for dead there, and one that is dead is noticed 35 seconds after the page is
 * looked at again.
 *
 * To close such a line takes the browser seconds, or minutes, in which it waits for the other side's closing frame
 * (RFC 6455 §7.1.1): whoever is told of the silence opens another at once.
 */
export function hearFrames(socket: WebSocket, { onFrame, onSilent }: Hearing): void {
  let silentTurns = 0;
  let isDead = false;
  const timer = setInterval(() => {
    silentTurns += 1;
    if (silentTurns < mostTurns) return;
    isDead = true;
    clearInterval(timer);
    socket.close();
    onSilent();
  }, turnMs);
  const heard = () => {
    silentTurns = 0;
  };
  socket.addEventListener('open', heard);
  socket.addEventListener('close', () => clearInterval(timer));
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    heard();
    if (!isDead && data !== heartbeat) onFrame(data);
  });
}
