import type { WebSocket } from 'ws';
import { heartbeat } from '../lab/wire/heartbeat.ts';

export interface LineTiming {
  /** A page that did not answer the last ping is gone. */
  readonly pingMs: number;
  /** From one heartbeat to the next. */
  readonly heartbeatMs: number;
}

/**
 * Lets both sides of a WebSocket notice that it is dead, of which nobody else might tell them: a connection whose page did
 * not answer the last ping is ended, and a page hears a heartbeat now and then. Where what was sent has not left yet, that
 * is what it will hear.
 */
export function keepAlive(socket: WebSocket, { pingMs, heartbeatMs }: LineTiming): void {
  let alive = true;
  const heard = () => {
    alive = true;
  };
  socket.on('pong', heard);
  socket.on('message', heard);
  const pinging = setInterval(() => {
    // Held back by us: it cannot be heard.
    if (!alive && !socket.isPaused) return socket.terminate();
    alive = false;
    socket.ping();
  }, pingMs);
  const beating = setInterval(() => {
    if (socket.readyState === socket.OPEN && socket.bufferedAmount === 0) socket.send(heartbeat);
  }, heartbeatMs);
  socket.on('close', () => {
    clearInterval(pinging);
    clearInterval(beating);
  });
}
