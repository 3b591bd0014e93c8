import type { WebSocket } from 'ws';
import { unlessAborted } from '../../lab/general/unless-aborted.ts';
import type { TerminalSize } from '../../lab/ports/engine.ts';
import type { RunKey } from '../../lab/ports/store.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import { type ShellSizes, shellOf } from '../terminal/shell-sizes.ts';
import type { Mirrors } from './mirrors.ts';
import { tapScreen } from './screen-tap.ts';
import { fail, type ScreenTiming, serveScreens } from './serve-screens.ts';

/** The shell that somebody shows to a session: their own. */
export interface ShownShell {
  readonly session: string;
  /** What they are called. */
  readonly by: string;
  readonly key: RunKey;
  readonly name: string;
}

export interface ShownParts {
  readonly runner: Pick<LabRunner, 'joinTerminal'>;
  readonly mirrors: Mirrors;
  readonly sizes: ShellSizes;
  readonly shell: ShownShell;
  /** Aborted, with the reason, when whoever shows it may not any more. */
  readonly over: AbortSignal;
  readonly timing: ScreenTiming & {
    /** The least time between two screens. */
    readonly screenMs: number;
  };
}

/** Of a shell that no window shows. */
const usualSize: TerminalSize = { columns: 80, rows: 24 };

/**
 * Shows a shell to the session as long as the page that asked for it stays connected, and to that page what everybody
 * sees. It is joined as one that only looks: no key of anybody gets there. Never rejects.
 */
export async function serveShown(socket: WebSocket, parts: ShownParts): Promise<void> {
  const { runner, mirrors, sizes, shell, over, timing } = parts;
  const gone = new AbortController();
  socket.on('error', () => socket.terminate());
  socket.on('close', () => gone.abort());
  try {
    const stopping = AbortSignal.any([gone.signal, over]);
    const id = shellOf(shell.key, shell.name);
    const size = sizes.find(id) ?? usualSize;
    await using session = await runner.joinTerminal(shell.key, shell.name, 'look', size, stopping);
    session.exit.catch(() => {});
    stopping.throwIfAborted();
    using mirror = mirrors.show(shell.session, { by: shell.by, lab: shell.key.lab });
    using tap = tapScreen(session.output, { size, everyMs: timing.screenMs, onScreen: mirror.tell });
    using _ = sizes.onChange(id, (now) => {
      tap.resize(now);
      // A shell that has ended takes no size, which the end of its output tells.
      session.resize(now).catch(() => {});
    });
    const ended = AbortSignal.any([stopping, mirror.ended]);
    const watching = serveScreens(socket, { mirrors, session: shell.session, over, timing });
    await unlessAborted(tap.done, ended).catch((error: unknown) => {
      if (!ended.aborted) throw error;
    });
    mirror[Symbol.dispose]();
    await watching;
  } catch (error) {
    if (!gone.signal.aborted) fail(socket, error);
  }
}
