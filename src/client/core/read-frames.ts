import { hearFrames } from './hear-frames.ts';

/**
 * Frames of text as they come, until either side closes or the line is dead; `signal` closes ours. `onOpen` is called once frames can come. A
 * browser does not tell why a WebSocket was not opened, so whoever reads asks the server by a request afterwards.
 */
export async function* readFrames(
  socket: WebSocket,
  signal: AbortSignal,
  onOpen: () => void,
): AsyncGenerator<string> {
  const frames: string[] = [];
  let isOver = false;
  let wake = () => {};
  const end = () => {
    isOver = true;
    wake();
  };
  socket.addEventListener('open', onOpen);
  socket.addEventListener('close', end);
  hearFrames(socket, {
    onFrame: (frame) => {
      if (typeof frame !== 'string') return;
      frames.push(frame);
      wake();
    },
    onSilent: end,
  });
  signal.addEventListener('abort', end);
  if (signal.aborted) isOver = true;
  try {
    while (!signal.aborted) {
      const frame = frames.shift();
      if (frame !== undefined) yield frame;
      else if (isOver) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal.removeEventListener('abort', end);
    socket.close();
  }
}
