import { unlessAborted } from '../../lab/general/unless-aborted.ts';

/** How much output is on its way to a terminal that has not drawn it yet. One writer. */
export interface FlowWindow {
  /** Bytes that were sent. */
  sent(bytes: number): void;
  /** Bytes that the terminal says it has drawn. */
  acknowledged(bytes: number): void;
  /** False from the high mark on until the low one is reached again. */
  readonly open: boolean;
  /** Waits until it is open; rejects when the signal says that it takes too long. */
  whenOpen(signal: AbortSignal): Promise<void>;
}

export interface WindowMarks {
  readonly pauseAtBytes: number;
  readonly resumeAtBytes: number;
}

export function makeFlowWindow({ pauseAtBytes, resumeAtBytes }: WindowMarks): FlowWindow {
  let underWay = 0;
  let open = true;
  let wake = () => {};
  return {
    sent: (bytes) => {
      underWay += bytes;
      if (underWay >= pauseAtBytes) open = false;
    },
    acknowledged: (bytes) => {
      underWay = Math.max(0, underWay - bytes);
      if (open || underWay > resumeAtBytes) return;
      open = true;
      wake();
    },
    get open() {
      return open;
    },
    whenOpen: async (signal) => {
      if (open) return;
      const opened = Promise.withResolvers<void>();
      wake = opened.resolve;
      await unlessAborted(opened.promise, signal);
    },
  };
}
