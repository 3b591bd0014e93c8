import { readFileSync } from 'node:fs';
import { Mutex } from 'async-mutex';
import { isEngineLost } from '../../../lab/engine-away.ts';
import { DrydockError } from '../../../lab/errors.ts';
import { unlessAborted } from '../../../lab/general/unless-aborted.ts';
import type { ExecProcess } from '../../../lab/ports/engine.ts';
import type { StartProcess } from '../command.ts';
import { HelperLine } from './helper-line.ts';

/** Starts programs; disposing ends what it started that still runs. */
export interface ProgramStarter extends AsyncDisposable {
  /**
   * As the Engine would start it, as the user of the container and without a terminal. Where there is no helper and none
   * can be had, the Engine is asked. Rejects with `engine-lost` where the helper ends while it is asked.
   */
  readonly start: StartProcess;
}

/**
 * Starts programs in a container through one that was started there before, since each call of the Engine for it takes
 * some 80 ms. Disposing ends the helper, and what it started that still runs.
 */
export interface ExecHelper extends ProgramStarter {
  /**
   * A connection to a Unix socket in there, as a process whose input and output it is; one that cannot be made ends with
   * 1. Undefined where there is no helper and none can be had.
   */
  connect(path: string, signal?: AbortSignal): Promise<ExecProcess | undefined>;
}

/** Read when it is first needed. */
let program: string | undefined;
const argv = () => {
  program ??= readFileSync(new URL('./exec-helper.pl', import.meta.url), 'utf8');
  return ['perl', '-e', program];
};

/**
 * @param engine Starts a process in the container by a call of the Engine.
 * @param helloMs how long a helper may take to say that it is there
 */
export function makeExecHelper(engine: StartProcess, helloMs = 10_000): ExecHelper {
  const turn = new Mutex();
  let line: HelperLine | undefined;
  let isEnded = false;
  /** A container without the interpreter, or with another program in its place, has none the next time either. */
  let isAbsent = false;

  async function openAnew(signal?: AbortSignal): Promise<HelperLine | undefined> {
    let opened: HelperLine | undefined;
    try {
      opened = new HelperLine(await engine({ argv: argv(), cwd: '/', stdin: true }, signal));
      if (await unlessAborted(opened.isThere(helloMs), signal)) return opened;
      isAbsent = !opened.isEngineLost;
      await opened.close();
    } catch (error) {
      if (signal?.aborted) await opened?.close();
      signal?.throwIfAborted();
      isAbsent = !isEngineLost(error) && !(error instanceof DrydockError && error.code === 'timed-out');
    }
    return undefined;
  }

  /** Whoever is cancelled while another waits for a helper need not wait with them. */
  const findLine = (signal?: AbortSignal) =>
    unlessAborted(
      turn.runExclusive(async () => {
        signal?.throwIfAborted();
        if (line?.hasLied === true) isAbsent = true;
        if (isEnded || isAbsent) return undefined;
        if (line === undefined || line.broken) line = await openAnew(signal);
        return line;
      }),
      signal,
    );

  return {
    async start(request, signal) {
      if (request.user !== undefined || request.tty !== undefined) return engine(request, signal);
      const found = await findLine(signal);
      return found ? found.start(request) : engine(request, signal);
    },
    connect: async (path, signal) => (await findLine(signal))?.connect(path),
    async [Symbol.asyncDispose]() {
      isEnded = true;
      await turn.runExclusive(() => line?.close());
    },
  };
}
