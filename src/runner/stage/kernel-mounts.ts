/** Asks the kernel, through a seat's probe, what is mounted in containers and in the workbench. */
import { type Mounted, parseMounted } from '../../gate/mounted.ts';
import type { Running } from '../../gate/running.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Seat, Workbench } from '../../lab/ports/seat.ts';
import { parseFactsAnswer } from '../../observe/probe/probe-answer.ts';
import { askProbe } from '../../observe/probe/probe-line.ts';
import { probeArgv } from '../../observe/probe/probe-program.ts';

const probeMs = 15_000;
/** Runtimes whose containers are processes of the host's kernel, so that it tells their mounts. */
const onHostKernel = new Set(['runc', 'crun', 'io.containerd.runc.v2']);

/**
 * What the kernel says is mounted in each that runs or will again: nothing where it does not run now. Undefined where
 * nobody can be asked: there is no probe, as where it has no host to see. Rejects with `timed-out` where there is one
 * and it does not answer: then nobody knows.
 */
export async function askMounts(
  seat: Pick<Seat, 'openProbe'>,
  running: readonly Running[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Mounted[]> | undefined> {
  const wanted = running.filter(
    ({ initPid, isRestarting, runtime }) => (initPid > 0 || isRestarting) && onHostKernel.has(runtime),
  );
  if (wanted.length === 0) return undefined;
  const asked = wanted.filter(({ initPid }) => initPid > 0);
  const request = ['mounts', ...asked.map(({ id, initPid }) => `${id}:${initPid}`)].join(' ');
  const open = (opening?: AbortSignal) => seat.openProbe(probeArgv(), opening);
  const answer = await askProbe(open, request, probeMs, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    if (error instanceof DrydockError && error.code !== 'timed-out') return undefined;
    throw error;
  });
  if (answer === undefined) return undefined;
  const { containers } = parseFactsAnswer(answer);
  return new Map(
    wanted.map(({ id }) => {
      const mountinfo = containers.get(id)?.files.get('mountinfo');
      if (mountinfo?.cut)
        throw new DrydockError('engine-failed', {
          message: `The container ${id.slice(0, 12)} has more mounts than can be looked at.`,
          fix: 'Mount less in it, and press Run again.',
        });
      return [id, parseMounted(mountinfo?.text ?? '')];
    }),
  );
}

/** They are made with the workbench and stay as they are. */
const known = new WeakMap<Workbench, readonly Mounted[]>();

export async function workbenchMounts(
  workbench: Workbench,
  signal: AbortSignal,
): Promise<readonly Mounted[]> {
  const before = known.get(workbench);
  if (before) return before;
  const { stdout } = await workbench.run(['cat', '/proc/self/mountinfo'], {
    cwd: '/',
    timeoutMs: probeMs,
    signal,
  });
  const mounts = parseMounted(stdout);
  known.set(workbench, mounts);
  return mounts;
}
