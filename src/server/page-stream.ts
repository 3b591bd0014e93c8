import type { EventQueue } from './event-queue.ts';

/** Something that changes, told to one page: over a WebSocket, or as server-sent events. */
export interface PageStream<Event extends { readonly type: string } = { readonly type: string }> {
  readonly queue: EventQueue<Event>;
  /** Fills the queue from now on, first with how things stand, until it is disposed. */
  begin(): Disposable | Promise<AsyncDisposable>;
}
