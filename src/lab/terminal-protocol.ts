/** What page and server say to each other over the WebSocket of a terminal; see also `protocol.ts`. */
import * as z from 'zod';
import type { ErrorReportSchema } from './protocol.ts';

/** From page to server, as text frames. */
export const TerminalInputSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('input'), data: z.string().max(65_536) }),
    z.object({ type: z.literal('resize'), columns: z.number().int(), rows: z.number().int() }),
    /** Bytes of output that the terminal has drawn since the last one: flow control. */
    z.object({ type: z.literal('ack'), bytes: z.number().int().nonnegative() }),
  ])
  .meta({ id: 'TerminalInput' });
export type TerminalInput = z.output<typeof TerminalInputSchema>;

/** From server to page, as text frames; output comes as binary frames. */
export type TerminalMessage =
  /** The shell is there. `resumed`: it was running before, and its scrollback follows as output. */
  | { readonly type: 'ready'; readonly resumed: boolean }
  | { readonly type: 'exit'; readonly code: number }
  | { readonly type: 'error'; readonly error: z.output<typeof ErrorReportSchema> };

/** Unacknowledged bytes at which the server stops reading the shell, and at which it goes on. */
export const terminalFlow = { pauseAtBytes: 400_000, resumeAtBytes: 100_000, ackEveryBytes: 50_000 } as const;
