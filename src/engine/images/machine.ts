import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { execa } from 'execa';
import { DrydockError } from '../../lab/errors.ts';

export interface ProgramOptions {
  /** Added to the machine's own variables. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** How long it may take; an hour if absent. */
  readonly timeoutMs?: number;
  /** How the program is stopped when the signal fires; SIGTERM if absent. */
  readonly stopWith?: 'SIGTERM' | 'SIGKILL';
  /** Each line of either stream as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface ProgramResult {
  /** Undefined where the program could not be started or was killed. */
  readonly exitCode: number | undefined;
  /** The last lines of both streams. */
  readonly output: string;
}

/** The machine that Drydock itself runs on, as far as recipes need it. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  /** Undefined where the file cannot be read. */
  readText(file: string): Promise<string | undefined>;
  /** Runs to the end; a failure is a value. Rejects with `cancelled` or `timed-out` after the program was stopped. */
  run(argv: readonly string[], options?: ProgramOptions): Promise<ProgramResult>;
}

const maxLines = 200;
/** An image takes minutes to make; what takes longer than this waits for something that never comes. */
const longestMs = 3_600_000;

export function makeLocalMachine(env: Machine['env'] = process.env): Machine {
  return {
    env,
    isRoot: userInfo().uid === 0,
    readText: (file) => readFile(file, 'utf8').catch(() => undefined),
    run: runProgram,
  };
}

async function runProgram(
  [program = '', ...args]: readonly string[],
  { env = {}, signal, timeoutMs = longestMs, stopWith = 'SIGTERM', onLine }: ProgramOptions = {},
): Promise<ProgramResult> {
  if (signal?.aborted) throw cancelled(program, signal.reason);
  const child = execa(program, args, {
    env: { ...env },
    all: true,
    buffer: false,
    reject: false,
    stdin: 'ignore',
    ...(signal && { cancelSignal: signal }),
    timeout: timeoutMs,
    killSignal: stopWith,
    // The docker command line has BuildKit stop before it ends itself.
    forceKillAfterDelay: 15_000,
  });
  const lines: string[] = [];
  const reading = (async () => {
    for await (const line of child.iterable({ from: 'all' })) {
      lines.push(line);
      if (lines.length > maxLines) lines.shift();
      onLine?.(line);
    }
  })().catch(() => {});
  const result = await child;
  await reading;
  if (signal?.aborted) throw cancelled(program, signal.reason);
  if (result.timedOut)
    throw new DrydockError('timed-out', {
      message: `${program} did not end within ${timeoutMs / 1000} s and was stopped.`,
      fix: 'What it printed last is below. See what it waits for (network, disk, the engine), then try again.',
      output: lines.slice(-20).join('\n'),
      cause: result,
    });
  return { exitCode: result.exitCode, output: lines.join('\n') };
}

function cancelled(program: string, cause: unknown): DrydockError {
  return new DrydockError('cancelled', { message: `Cancelled while ${program} was running.`, cause });
}
