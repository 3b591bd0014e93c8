/** Screens on their way to one page: one that it draws, and of those that came meanwhile the last. */
export interface ScreenQueue extends Disposable {
  offer(frame: string): void;
  /** The page has drawn what it got. */
  drawn(): void;
}

export interface ScreenQueueOptions {
  readonly send: (frame: string) => void;
  /** A page that takes longer than this to draw one is slow, in milliseconds. */
  readonly stallMs: number;
  readonly onStall: () => void;
  /** Calls back after a while, unless what it returns is called before. */
  readonly later: (run: () => void, delayMs: number) => () => void;
}

/** However slow the page is, nothing piles up for it; once it has drawn, it gets the screen as it is then. */
export function makeScreenQueue({ send, stallMs, onStall, later }: ScreenQueueOptions): ScreenQueue {
  let isDrawing = false;
  let next: string | undefined;
  let cancel = () => {};
  const give = (frame: string) => {
    isDrawing = true;
    next = undefined;
    cancel = later(onStall, stallMs);
    send(frame);
  };
  return {
    offer(frame) {
      if (isDrawing) next = frame;
      else give(frame);
    },
    drawn() {
      if (!isDrawing) return;
      cancel();
      isDrawing = false;
      if (next !== undefined) give(next);
    },
    [Symbol.dispose]: () => cancel(),
  };
}
