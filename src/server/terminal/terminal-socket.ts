import type { WebSocket } from 'ws';
import { reportError } from '../../lab/errors.ts';
import { unlessAborted } from '../../lab/general/unless-aborted.ts';
import type { TerminalSize } from '../../lab/ports/engine.ts';
import { closeCodes, type TerminalMessage, terminalFlow } from '../../lab/wire/terminal.ts';
import type { TerminalSession } from '../../runner/lab-runner.ts';
import { makeFlowWindow } from './flow-window.ts';
import { closeCodeOf, cutOff } from './socket-life.ts';
import { clampSize, makeInputPump, parseTerminalInput } from './terminal-input.ts';

export interface TerminalTiming {
  /** A page that neither draws nor answers for so long is cut off. */
  readonly stallMs: number;
  /** How long to wait for the page to say its size, where its address does not. */
  readonly sizeMs: number;
}

export interface TerminalParts extends TerminalTiming {
  /** Given up where the page goes meanwhile. */
  readonly open: (size: TerminalSize, gone: AbortSignal) => Promise<TerminalSession>;
  readonly size: TerminalSize | undefined;
  /** Aborted, with the reason, when whoever opened it may not have it any more. */
  readonly ended: AbortSignal;
  /** Told that something was typed; undefined where nothing may be. */
  readonly typed: (() => void) | undefined;
  /** Records that it is looked at, from when the first of it is shown until it is disposed. */
  readonly began?: (() => Disposable) | undefined;
}

const usualSize: TerminalSize = { columns: 80, rows: 24 };
const bufferedLimitBytes = 1024 * 1024;

/**
 * Ties a WebSocket to a shell until either ends. Output goes out as binary frames while the page keeps up;
 * while it does not, the shell is not read. Never rejects.
 */
export async function serveTerminal(socket: WebSocket, parts: TerminalParts): Promise<void> {
  const gone = new AbortController();
  const window = makeFlowWindow(terminalFlow);
  const firstSize = Promise.withResolvers<TerminalSize>();
  const pump = makeInputPump({
    fullAtCharacters: 256 * 1024,
    onFull: (full) => (full ? socket.pause() : socket.resume()),
  });
  const fail = (error: unknown) => {
    send(socket, { type: 'error', error: reportError(error) });
    // Held back, it would not hear the other side's closing frame.
    socket.resume();
    socket.close(closeCodeOf(error), reportError(error).title);
  };

  const sendAway = () => {
    fail(parts.ended.reason);
    gone.abort();
  };

  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    parts.ended.removeEventListener('abort', sendAway);
    gone.abort();
  });
  parts.ended.addEventListener('abort', sendAway, { once: true });
  if (parts.ended.aborted) return sendAway();
  socket.on('message', (data, isBinary) => {
    if (parts.ended.aborted) return;
    if (isBinary) return socket.close(closeCodes.notText, 'Input comes as text frames');
    const input = parseTerminalInput(data.toString());
    if (input === undefined) return socket.close(closeCodes.notOurs, 'Not a TerminalInput');
    switch (input.type) {
      case 'input':
        if (parts.typed === undefined) return socket.close(closeCodes.refused, 'You look, and do not type');
        try {
          parts.typed();
        } catch (error) {
          return fail(error);
        }
        return pump.write(input.data);
      case 'resize':
        firstSize.resolve(clampSize(input));
        return pump.resize(input);
      case 'ack':
        return window.acknowledged(input.bytes);
    }
  });

  try {
    const unknown = AbortSignal.any([gone.signal, AbortSignal.timeout(parts.sizeMs)]);
    const size = parts.size ?? (await unlessAborted(firstSize.promise, unknown).catch(() => undefined));
    const session = await parts.open(clampSize(size ?? usualSize), gone.signal);
    await using attached = detachOnce(session);
    session.exit.catch(() => {});
    if (gone.signal.aborted) return;
    gone.signal.addEventListener('abort', () => void attached[Symbol.asyncDispose](), { once: true });
    using _ = parts.began?.();
    send(socket, { type: 'ready', resumed: session.resumed });
    pump.start(session, fail);
    for await (const chunk of session.output) {
      await makeRoom(socket, window, parts.stallMs, gone.signal);
      if (socket.readyState !== socket.OPEN) return;
      socket.send(chunk, { binary: true });
      window.sent(chunk.length);
    }
    if (gone.signal.aborted) return;
    const code = await session.exit;
    send(socket, { type: 'exit', code });
    socket.close(closeCodes.ended);
  } catch (error) {
    if (error instanceof StalledPage) cutOff(socket);
    else if (!gone.signal.aborted) fail(error);
  }
}

class StalledPage extends Error {}

/** The page's end and the shell's may both come: the session is let go of once. */
function detachOnce(session: TerminalSession): AsyncDisposable {
  let detached: Promise<void> | undefined;
  return {
    [Symbol.asyncDispose]: () => {
      detached ??= Promise.resolve(session[Symbol.asyncDispose]());
      return detached;
    },
  };
}

/** Waits until the page may be sent more: it has drawn enough, and the connection has taken enough. */
async function makeRoom(
  socket: WebSocket,
  window: ReturnType<typeof makeFlowWindow>,
  stallMs: number,
  gone: AbortSignal,
): Promise<void> {
  if (window.open && socket.bufferedAmount <= bufferedLimitBytes) return;
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new StalledPage()), stallMs);
  try {
    const signal = AbortSignal.any([stalled.signal, gone]);
    await window.whenOpen(signal);
    if (socket.bufferedAmount > bufferedLimitBytes) await flushed(socket, signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Frames leave in order: when a ping has left, so has everything before it. */
async function flushed(socket: WebSocket, signal: AbortSignal): Promise<void> {
  const sent = Promise.withResolvers<void>();
  socket.ping(undefined, undefined, () => sent.resolve());
  await unlessAborted(sent.promise, signal);
}

function send(socket: WebSocket, message: TerminalMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}
