/**
 * Containers that are being started. The runtime makes a process, has the kernel confine it, and only then lets it
 * become the container's program. Where the kernel keeps it waiting, as for an answer that never comes to a seccomp
 * listener (seccomp_unotify(2)), the Engine waits too, and neither inspects nor removes the container. To kill that
 * process is what ends it.
 */
import type { ConnectedEngine } from '../engine/connect.ts';
import type { CommandResult, LabelFilter } from '../lab/ports/engine.ts';
import type { PendingStart } from '../lab/ports/seat.ts';

/**
 * Prints container and process for each process of a runtime at the start of one of the containers: it or its parent
 * names the container among its arguments. Where the first word is `end`, it is killed.
 */
const script = `
act=$1; shift
for dir in /proc/[0-9]*; do
  read -r name < "$dir/comm" || continue
  case "$name" in runc*|crun*) ;; *) continue ;; esac
  parent=$(sed -n 's/^PPid:[[:space:]]*//p' "$dir/status")
  words=$(cat "$dir/cmdline" "/proc/$parent/cmdline" | tr '\\000' ' ')
  for id in "$@"; do
    case "$words" in *"$id"*) ;; *) continue ;; esac
    [ "$act" = look ] || kill -KILL "\${dir#/proc/}" || continue
    echo "$id \${dir#/proc/}"
  done
done 2>/dev/null
exit 0`;
const timeoutMs = 20_000;

export interface PendingStartParts {
  readonly engine: Pick<ConnectedEngine, 'listContainers'>;
  /** Runs a program as root where the processes of the engine's host are seen. */
  run(
    argv: readonly string[],
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Pick<CommandResult, 'stdout'>>;
}

/** Lists starts under way of containers with these labels; with `end`, ends them. */
export async function pendingStarts(
  { engine, run }: PendingStartParts,
  filter: LabelFilter,
  { end, signal }: { readonly end: boolean; readonly signal?: AbortSignal | undefined },
): Promise<readonly PendingStart[]> {
  const made = (await engine.listContainers(filter)).filter(({ status }) => status === 'created');
  if (made.length === 0) return [];
  const argv = ['sh', '-c', script, 'sh', end ? 'end' : 'look', ...made.map(({ id }) => id)];
  const { stdout } = await run(argv, { timeoutMs, ...(signal ? { signal } : {}) });
  const processes = stdout.split('\n').map((line) => line.split(' '));
  return made.flatMap(({ id, labels }) => {
    const pids = processes.flatMap(([of, pid]) => (of === id && pid !== undefined ? [pid] : []));
    const service = labels['com.docker.compose.service'] ?? '';
    return pids.length === 0 ? [] : [{ container: id, service, processes: pids }];
  });
}
