const openMs = 15_000;

/**
 * Closes a WebSocket that is not open in time, so that whoever opened it hears of that and opens another. A browser waits
 * for minutes, and meanwhile opens no other to the same address (RFC 6455 §4.1, step 2).
 */
export function openInTime(socket: WebSocket): void {
  const timer = setTimeout(() => socket.close(), openMs);
  const isThere = () => clearTimeout(timer);
  socket.addEventListener('open', isThere, { once: true });
  socket.addEventListener('close', isThere, { once: true });
}
