import type { ErrorReport } from '../../../lab/errors.ts';
import { laterByTimer } from '../../../lab/general/later-by-timer.ts';
import { MirrorMessageSchema, type Screen, screenDrawn } from '../../../lab/wire/mirror.ts';
import { closeCodes, signInProtocolOf, terminalProtocol } from '../../../lab/wire/terminal.ts';
import { hearFrames } from '../hear-frames.ts';
import { openInTime } from '../open-in-time.ts';
import { makeBackoff } from './backoff.ts';

/** `lost`: trying again by itself. `ended`: nothing is shown any more. `refused`: the server said why. */
export type MirrorState = 'connecting' | 'open' | 'lost' | 'ended' | 'refused';

export interface MirrorLinkOptions {
  /** `ws://…/mirror/screens` */
  readonly url: string;
  /** The key of the sign-in; asked at each connection. */
  readonly key: () => string | undefined;
  readonly onState: (state: MirrorState) => void;
  /** `done` is to be called when it is drawn: only then comes the next. */
  readonly onScreen: (screen: Screen, done: () => void) => void;
  readonly onTrouble: (error: ErrorReport) => void;
  readonly makeSocket?: (url: string, protocols: readonly string[]) => WebSocket;
  /** Calls back after a while, unless what it returns is called before. */
  readonly later?: (run: () => void, delayMs: number) => () => void;
}

/** A line on which whole screens come, until it is disposed. */
export function openMirrorLink(options: MirrorLinkOptions): Disposable {
  const { makeSocket = (url, protocols) => new WebSocket(url, [...protocols]), later = laterByTimer } =
    options;
  const backoff = makeBackoff();
  let socket: WebSocket | undefined;
  let cancelRetry = () => {};

  function connect(): void {
    options.onState('connecting');
    const current = makeSocket(options.url, [terminalProtocol, signInProtocolOf(options.key() ?? '')]);
    socket = current;
    openInTime(current);
    const isCurrent = () => socket === current;
    const lose = () => {
      socket = undefined;
      options.onState('lost');
      cancelRetry = later(connect, backoff.next());
    };
    const onFrame = (frame: unknown) => {
      if (!isCurrent()) return;
      const message = MirrorMessageSchema.parse(JSON.parse(String(frame)));
      if (message.type === 'error') return options.onTrouble(message.error);
      backoff.reset();
      options.onState('open');
      options.onScreen(message.screen, () => {
        if (isCurrent() && current.readyState === 1) current.send(screenDrawn);
      });
    };
    const onSilent = () => {
      if (isCurrent()) lose();
    };
    hearFrames(current, { onFrame, onSilent });
    current.addEventListener('close', ({ code }) => {
      if (!isCurrent()) return;
      if (code === closeCodes.ended) return options.onState('ended');
      if (code === closeCodes.refused) return options.onState('refused');
      lose();
    });
  }

  connect();
  return {
    [Symbol.dispose]() {
      cancelRetry();
      const last = socket;
      socket = undefined;
      last?.close();
    },
  };
}
