/** Ties a shell to the terminal that a command was typed in, or to what stands in its place. */

import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { TerminalSize } from '../lab/ports/engine.ts';
import type { TerminalSession } from '../runner/lab-runner.ts';

/** Standard input and output of a process, as far as a shell needs them. */
export interface OwnTerminal {
  readonly input: Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };
  readonly output: Writable & { readonly columns?: number; readonly rows?: number };
}

/** Ctrl-], as telnet(1) and `virsh console` have it: no shell has a use for it. */
const leaveKey = '\x1d';
/** Ctrl-D, which ends the input of a terminal: termios(3), VEOF. */
const endOfInput = '\x04';

export const sizeOf = ({ output: { columns = 80, rows = 24 } }: OwnTerminal): TerminalSize => ({
  columns,
  rows,
});

/**
 * Types what is typed here and prints what the shell prints, until it ends, Ctrl-] is pressed or `signal` is aborted; the
 * shell goes on after the last two. Resolves with its exit status, `undefined` where it was left. Where the input ends, the
 * shell's does. Disposes of the session; leaves the terminal as it was.
 */
export async function attachShell(
  session: TerminalSession,
  terminal: OwnTerminal,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { input, output } = terminal;
  const left = new AbortController();
  const leaving = AbortSignal.any([signal, left.signal]);
  const leave = () => void session[Symbol.asyncDispose]();
  leaving.addEventListener('abort', leave, { once: true });
  // Decoded by the stream, a character that comes in two pieces stays whole.
  input.setEncoding('utf8');
  const type = (text: string) => {
    const at = text.indexOf(leaveKey);
    const typed = at < 0 ? text : text.slice(0, at);
    if (typed !== '') void session.write(typed).catch(() => {});
    if (at >= 0) left.abort();
  };
  const end = () => void session.write(endOfInput).catch(() => {});
  const resize = () => void session.resize(sizeOf(terminal)).catch(() => {});
  try {
    input.setRawMode?.(true);
    input.on('data', type).once('end', end);
    output.on('resize', resize);
    for await (const chunk of session.output)
      if (!output.write(chunk)) await once(output, 'drain', { signal: leaving });
    return leaving.aborted ? undefined : await session.exit;
  } catch (error) {
    if (leaving.aborted) return undefined;
    throw error;
  } finally {
    leaving.removeEventListener('abort', leave);
    input.off('data', type).off('end', end).pause();
    input.setRawMode?.(false);
    output.off('resize', resize);
    await session[Symbol.asyncDispose]();
  }
}
