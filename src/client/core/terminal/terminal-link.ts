import type { ErrorReport } from '../../../lab/errors.ts';
import { laterByTimer } from '../../../lab/general/later-by-timer.ts';
import type { TerminalSize } from '../../../lab/ports/engine.ts';
import {
  awaitsStartParam,
  closeCodes,
  signInProtocolOf,
  type TerminalInput,
  TerminalMessageSchema,
  terminalProtocol,
} from '../../../lab/wire/terminal.ts';
import { piecesOf } from '../../../lab/wire/typed-pieces.ts';
import { hearFrames } from '../hear-frames.ts';
import { openInTime } from '../open-in-time.ts';
import { makeBackoff } from './backoff.ts';
import { makeFlowAccount } from './flow-account.ts';

/**
 * `lost`: trying again by itself. `exited`: the shell ended. `refused`: the server says why, and only
 * `retry` tries again.
 */
export type LinkState = 'connecting' | 'open' | 'lost' | 'exited' | 'refused';

export interface LinkOptions {
  /** `ws://…/terminals/NAME` */
  readonly url: string;
  readonly size: () => TerminalSize;
  /** The lab is asked to start at the same time; said once. */
  readonly awaitsStart?: boolean;
  readonly onState: (state: LinkState) => void;
  /** The shell is there; what was on the screen is void, since its scrollback follows. */
  readonly onReady: (resumed: boolean) => void;
  /** `done` is to be called when the bytes are drawn. */
  readonly onBytes: (bytes: Uint8Array, done: () => void) => void;
  readonly onExit: (code: number) => void;
  /** Why the line is about to close: for good (`refused` follows) or for a while (`lost`). */
  readonly onTrouble: (error: ErrorReport) => void;
  /** The key of the sign-in; asked at each connection. */
  readonly key: () => string | undefined;
  readonly makeSocket?: (url: string, protocols: readonly string[]) => WebSocket;
  /** Calls back after a while, unless what it returns is called before. */
  readonly later?: (run: () => void, delayMs: number) => () => void;
}

/** A shell's connection, held until disposed. Keys typed while it is not open go nowhere. */
export interface TerminalLink extends Disposable {
  type(text: string): void;
  resize(size: TerminalSize): void;
  /** Connects at once if it is not connected. */
  retry(): void;
}

export function openTerminalLink(options: LinkOptions): TerminalLink {
  const { makeSocket = (url, protocols) => new WebSocket(url, [...protocols]), later = laterByTimer } =
    options;
  const backoff = makeBackoff();
  let { awaitsStart = false } = options;
  let socket: WebSocket | undefined;
  let cancelRetry = () => {};
  let state: LinkState = 'connecting';

  function become(next: LinkState): void {
    state = next;
    options.onState(next);
  }

  function send(input: TerminalInput): void {
    if (socket?.readyState === 1) socket.send(JSON.stringify(input));
  }

  function connect(): void {
    cancelRetry();
    become('connecting');
    const { columns, rows } = options.size();
    const starting = awaitsStart ? `&${awaitsStartParam}` : '';
    awaitsStart = false;
    const current = makeSocket(`${options.url}?columns=${columns}&rows=${rows}${starting}`, [
      terminalProtocol,
      signInProtocolOf(options.key() ?? ''),
    ]);
    socket = current;
    openInTime(current);
    current.binaryType = 'arraybuffer';
    const flow = makeFlowAccount();
    let exited = false;
    const isCurrent = () => socket === current;

    const lose = () => {
      socket = undefined;
      become('lost');
      cancelRetry = later(connect, backoff.next());
    };
    const onFrame = (frame: unknown) => {
      if (!isCurrent()) return;
      if (frame instanceof ArrayBuffer) {
        const bytes = new Uint8Array(frame);
        options.onBytes(bytes, () => {
          const due = flow.drawn(bytes.length);
          if (due > 0 && isCurrent()) send({ type: 'ack', bytes: due });
        });
        return;
      }
      const message = TerminalMessageSchema.parse(JSON.parse(String(frame)));
      if (message.type === 'ready') {
        backoff.reset();
        options.onReady(message.resumed);
        become('open');
        // The size may have changed since it was asked for.
        send({ type: 'resize', ...options.size() });
      } else if (message.type === 'exit') {
        exited = true;
        become('exited');
        options.onExit(message.code);
      } else {
        options.onTrouble(message.error);
      }
    };
    const onSilent = () => {
      if (isCurrent() && !exited) lose();
    };
    hearFrames(current, { onFrame, onSilent });
    current.addEventListener('close', ({ code }) => {
      if (!isCurrent() || exited) return;
      if (code === closeCodes.refused) return become('refused');
      lose();
    });
  }

  connect();
  return {
    type(text) {
      for (const data of piecesOf(text)) send({ type: 'input', data });
    },
    resize: (size) => send({ type: 'resize', ...size }),
    retry() {
      if (state !== 'open' && state !== 'connecting') connect();
    },
    [Symbol.dispose]() {
      cancelRetry();
      const last = socket;
      socket = undefined;
      last?.close();
    },
  };
}
