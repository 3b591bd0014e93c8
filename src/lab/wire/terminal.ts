/** What page and server say to each other of terminals, most of it over a WebSocket. */
import * as z from 'zod';
import { ErrorReportSchema } from './error-report.ts';

/** What a shell of a run is called. */
export const TerminalNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
  .meta({ id: 'TerminalName' });

/** A command is named, never sent: the transcript's id and which of its commands. */
export const TypeCommandSchema = z
  .object({
    transcript: z.string(),
    command: z.number().int().min(0),
    terminal: z.string().max(32).default('main'),
  })
  .meta({ id: 'TypeCommand' });

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
export const TerminalMessageSchema = z
  .discriminatedUnion('type', [
    /** The shell is there. `resumed`: it was running before, and its scrollback follows as output. */
    z.object({ type: z.literal('ready'), resumed: z.boolean() }),
    z.object({ type: z.literal('exit'), code: z.number() }),
    z.object({ type: z.literal('error'), error: ErrorReportSchema }),
  ])
  .meta({ id: 'TerminalMessage' });
export type TerminalMessage = z.output<typeof TerminalMessageSchema>;

/**
 * With what the socket of a terminal closes: RFC 6455 §7.4.1 and the registry of IANA. `refused`: asking again changes
 * nothing. On `restarting`, `tryLater` and a line that breaks: connect again.
 */
export const closeCodes = {
  ended: 1000,
  notText: 1003,
  notOurs: 1007,
  refused: 1008,
  broken: 1011,
  restarting: 1012,
  /** The engine is away, or the page too slow. */
  tryLater: 1013,
} as const;

/** Unacknowledged bytes at which the server stops reading the shell, and at which it goes on. */
export const terminalFlow = { pauseAtBytes: 400_000, resumeAtBytes: 100_000, ackEveryBytes: 50_000 } as const;

/** Of the sub-protocols that a page offers (RFC 6455 §1.9), the one that the server picks and speaks. */
export const terminalProtocol = 'drydock.terminal';

/**
 * Offered beside it, this says who asks: a page can give a WebSocket no header. The server never picks it, so that
 * its answer does not repeat the key.
 */
export function signInProtocolOf(key: string): string {
  return `drydock.sign-in.${key}`;
}

/** In the address of a terminal: the lab is asked to start at the same time, and that may be heard a moment later. */
export const awaitsStartParam = 'starting';
