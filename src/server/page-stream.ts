import type { EventQueue } from './event-queue.ts';

/** Something that changes, told to one page: over a WebSocket, or as server-sent events. */
export interface PageStream<Event extends { readonly type: string } = { readonly type: string }> {
  readonly queue: EventQueue<Event>;
  /** Aborted, with the reason, once it may not be told any more, whoever is still signed in. */
  readonly over?: AbortSignal;
  /** Fills the queue from now on, first with how things stand, until it is disposed. */
  begin(): Disposable | Promise<AsyncDisposable>;
}

/** What is let go of when a stream has ended, or was not begun. */
export type Holding = Pick<DisposableStack, 'use'>;

/** The routes at which pages follow something. */
export const streamNames = ['events', 'mySessionEvents', 'boardEvents', 'sharedFiles'] as const;
export type StreamName = (typeof streamNames)[number];
