/** How long an engine may take to answer. A container that is stuck in the kernel keeps its calls waiting for ever. */

/** Milliseconds, by what is asked. */
export interface Patience {
  /** To say what there is. */
  readonly askMs: number;
  /** To make, start, stop or remove something; some storage drivers copy a whole image for it. */
  readonly changeMs: number;
  /** To move images: between two signs of progress, or as a whole where there are none. */
  readonly longMs: number;
}

/** Long for a machine at its work, short for somebody who waits. */
export const usualPatience: Patience = { askMs: 60_000, changeMs: 300_000, longMs: 3_600_000 };

export interface Deadline extends Disposable {
  /** Aborts when the time is over, or when the caller's signal does. Not after it was disposed. */
  readonly signal: AbortSignal;
  readonly isOver: boolean;
  /** The time begins anew. */
  renew(): void;
}

export function makeDeadline(withinMs: number, caller?: AbortSignal): Deadline {
  const controller = new AbortController();
  let isOver = false;
  const end = () => {
    isOver = !controller.signal.aborted;
    controller.abort(new Error(`not within ${withinMs / 1000} s`));
  };
  const giveUp = () => controller.abort(caller?.reason);
  let timer = setTimeout(end, withinMs);
  if (caller?.aborted) giveUp();
  caller?.addEventListener('abort', giveUp, { once: true });
  return {
    signal: controller.signal,
    get isOver() {
      return isOver;
    },
    renew() {
      clearTimeout(timer);
      timer = setTimeout(end, withinMs);
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', giveUp);
    },
  };
}
