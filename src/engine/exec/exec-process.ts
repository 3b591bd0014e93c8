import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import type { ExecProcess, ExecRequest, TerminalSize } from '../../lab/ports/engine.ts';
import type { EngineClient } from '../client.ts';
import type { Deadline } from '../deadline.ts';
import { cancellable } from '../dockerode-gaps.ts';
import { lostEngineFix } from '../engine-error.ts';
import { passTerminal, splitFrames } from './demux.ts';
import { execMarker, killExec } from './exec-kill.ts';

const execStateSchema = z.object({
  Running: z.boolean(),
  ExitCode: z.number().nullish(),
  Pid: z.number().nullish(),
});

type ExecState = z.infer<typeof execStateSchema>;

/**
 * Starts `argv` in a running container. Both outputs have to be read, else the process is held back once about
 * 256 KiB wait. `signal` covers the start only.
 */
export async function startExec(
  client: EngineClient,
  container: string,
  request: ExecRequest,
  signal?: AbortSignal,
): Promise<ExecProcess> {
  const doing = `run ${request.argv[0] ?? 'nothing'} in container ${container.slice(0, 12)}`;
  const mark = crypto.randomUUID();
  const start = async ({ signal: until }: Deadline) => {
    const exec = await client.docker.getContainer(container).exec({
      Cmd: [...request.argv],
      AttachStdin: request.stdin === true || request.tty !== undefined,
      AttachStdout: true,
      AttachStderr: true,
      Tty: request.tty !== undefined,
      Env: Object.entries({ ...request.env, [execMarker]: mark }).map(([name, value]) => `${name}=${value}`),
      ...(request.cwd === undefined ? {} : { WorkingDir: request.cwd }),
      ...(request.user === undefined ? {} : { User: request.user }),
      ...(request.tty === undefined ? {} : { ConsoleSize: [request.tty.rows, request.tty.columns] }),
      abortSignal: until,
    });
    const stream: Duplex = await exec.start({
      hijack: true,
      stdin: true,
      Tty: request.tty !== undefined,
      abortSignal: until,
      ...(request.tty === undefined ? {} : { ConsoleSize: [request.tty.rows, request.tty.columns] }),
    } as Parameters<typeof exec.start>[0]);
    return { exec, stream };
  };
  const { exec, stream } = await client.call(doing, start, { signal });

  let disposed = false;
  const outputs = request.tty === undefined ? splitFrames(stream) : passTerminal(stream);
  const lost = (cause: unknown) =>
    new DrydockError('engine-lost', {
      message: `The stream to ${request.argv[0] ?? 'a process'} in container ${container.slice(0, 12)} broke.`,
      fix: lostEngineFix,
      cause,
    });

  const readState = async () =>
    execStateSchema.parse(
      await client.call(doing, ({ signal: until }): Promise<unknown> => exec.inspect(cancellable(until)), {
        kind: 'ask',
      }),
    );

  const exit = outputs.done.then(
    () => waitForExit(readState, () => disposed),
    async (cause: unknown) => {
      const state = await readState();
      if (!state.Running && typeof state.ExitCode === 'number') return state.ExitCode;
      throw lost(cause);
    },
  );
  // Who does not look at the exit must not be ended by it.
  exit.catch(() => {});
  if (request.stdin !== true && request.tty === undefined) stream.end();

  const read = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of source) yield chunk;
    } catch (cause) {
      if (!disposed) throw lost(cause);
    }
  };

  return {
    output: read(outputs.stdout),
    errorOutput: read(outputs.stderr),
    exit,
    write: (data) =>
      new Promise((resolve, reject) => {
        stream.write(data, (cause) => (cause ? reject(lost(cause)) : resolve()));
      }),
    endInput: () => {
      stream.end();
    },
    resize: (size: TerminalSize) =>
      client.call(doing, async ({ signal: until }) => {
        await exec.resize({ h: size.rows, w: size.columns, ...cancellable(until) });
      }),
    async [Symbol.asyncDispose]() {
      if (disposed) return;
      disposed = true;
      // First the stream: a process whose output nobody takes counts as running even when it was killed.
      stream.destroy();
      outputs.stdout.destroy();
      outputs.stderr.destroy();
      const state = await readState().catch(() => undefined);
      if (state?.Running === true)
        await killExec(client, container, { mark, hostPid: state.Pid ?? 0, user: request.user }, readState);
      await exit.catch(() => {});
    },
  };
}

/**
 * The Engine closes the stream a moment before it knows the exit code, or long before it where a program closed
 * its outputs and goes on.
 */
async function waitForExit(readState: () => Promise<ExecState>, isGivenUp: () => boolean): Promise<number> {
  for (let delayMs = 2; ; delayMs = Math.min(delayMs * 2, 250)) {
    const state = await readState();
    if (!state.Running && typeof state.ExitCode === 'number') return state.ExitCode;
    if (isGivenUp())
      throw new DrydockError('cancelled', { message: 'The process was let go of while it ran.' });
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }
}
