import type { Mirrors } from '../mirror/mirrors.ts';
import type { Pointers } from './pointers.ts';

/** What goes on in sessions and is in no store: it ends with the server. */
export interface SessionLive {
  readonly pointers: Pointers;
  readonly mirrors: Mirrors;
}
