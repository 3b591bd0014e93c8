import type { EngineClient } from '../client.ts';
import { cancellable } from '../dockerode-gaps.ts';

/** The variable by which a process is found again inside its container: exec has no way to signal it. */
export const execMarker = 'DRYDOCK_EXEC';

/**
 * How long a process may take after each signal: to end by itself, and to be ended. The second is long, since nothing
 * refuses SIGKILL: it only covers how long a busy machine takes to send it.
 */
const signals = [
  { signal: 'TERM', waitMs: 2_000 },
  { signal: 'KILL', waitMs: 10_000 },
] as const;

export interface MarkedProcess {
  /** The value of the marker variable in its environment. */
  readonly mark: string;
  /** Its pid in the pid namespace of the engine's host, as `exec inspect` gives it. */
  readonly hostPid: number;
  /** Who it was started as; root unless said. */
  readonly user: string | undefined;
}

/**
 * Finds the process by its mark and signals its group, from inside its container. It is either the one whose
 * parent is outside of the pid namespace (exec joins from there), or, where the container shares the host's
 * namespace, the one with the pid that the Engine names. What it has sent off to live on (a tmux server) is left.
 * It asks as the user that the process was started as: root without capabilities sees no other user's environment.
 * Arguments: mark, host pid, signal.
 */
const killScript = `
for file in $(grep -ls "${execMarker}=$1" /proc/$2/environ /proc/[0-9]*/environ); do
  dir=\${file%/environ}
  pid=\${dir#/proc/}
  if [ "$pid" = "$2" ] || grep -q '^PPid:[[:space:]]*0$' "$dir/status" 2>/dev/null; then
    kill -"$3" -"$pid" 2>/dev/null || kill -"$3" "$pid" 2>/dev/null
    exit 0
  fi
done
exit 1`;

/** Sends SIGTERM, then SIGKILL to what has not ended. Does what it can: a container without a shell allows nothing. */
export async function killExec(
  client: EngineClient,
  container: string,
  process: MarkedProcess,
  readState: () => Promise<{ readonly Running: boolean }>,
): Promise<void> {
  for (const { signal, waitMs } of signals) {
    try {
      await runDetached(client, container, process.user ?? '0', [
        'sh',
        '-c',
        killScript,
        'sh',
        process.mark,
        String(process.hostPid),
        signal,
      ]);
      if (await hasEnded(readState, waitMs)) return;
    } catch {
      // The container has gone or is paused, and the process with it.
      return;
    }
  }
}

async function runDetached(
  client: EngineClient,
  container: string,
  user: string,
  argv: string[],
): Promise<void> {
  await client.call('signal a process', async ({ signal }) => {
    const until = cancellable(signal);
    const exec = await client.docker.getContainer(container).exec({ Cmd: argv, User: user, ...until });
    const answer = await exec.start({ Detach: true, ...until });
    answer.resume();
  });
}

async function hasEnded(
  readState: () => Promise<{ readonly Running: boolean }>,
  withinMs: number,
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (let delayMs = 5; performance.now() < deadline; delayMs = Math.min(delayMs * 2, 100)) {
    if (!(await readState()).Running) return true;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }
  return false;
}
