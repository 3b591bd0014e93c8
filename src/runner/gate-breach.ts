/** Holds what runs of a project against what its lab grants, once or for as long as it starts. */

import { compareRunning } from '../gate/compare-running.ts';
import { ownershipLabels } from '../gate/labels.ts';
import { type Mounted, parseMounted } from '../gate/mounted.ts';
import { type Running, readRunning } from '../gate/running.ts';
import { isEngineLost } from '../lab/engine-away.ts';
import { DrydockError } from '../lab/errors.ts';
import type { Manifest } from '../lab/manifest.ts';
import type { Compose } from '../lab/ports/compose.ts';
import type { Seat, Workbench } from '../lab/ports/seat.ts';
import { parseFactsAnswer } from '../observe/probe-answer.ts';
import { askProbe } from '../observe/probe-line.ts';
import { probeArgv } from '../observe/probe-program.ts';
import type { Passed } from './gate.ts';

/** What is asked: the engine, what the gate let through, and the kernel behind the seat's probe. */
export interface BreachParts {
  readonly compose: Compose;
  readonly seat: Pick<Seat, 'engine' | 'openProbe'>;
  readonly workbench: Workbench;
  readonly manifest: Pick<Manifest, 'grants'>;
  readonly project: string;
  readonly passed: Passed;
}

const projectLabel = 'com.docker.compose.project';
const probeMs = 15_000;
/** Runtimes whose containers are processes of the host's kernel, so that it tells their mounts. */
const onHostKernel = new Set(['runc', 'crun', 'io.containerd.runc.v2']);

/**
 * What runs otherwise than allowed, one sentence each. `isComplete`: Compose has ended well, so that nothing of an
 * earlier file may be left.
 */
export async function findBreach(
  parts: BreachParts,
  { isComplete }: { readonly isComplete: boolean },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { compose, workbench, project, passed, manifest } = parts;
  const inspected = await compose.inspect(workbench, { project, signal });
  const running = readRunning(inspected);
  const mounted = await askMounts(parts.seat, running, signal);
  return compareRunning({
    inspected,
    allowed: passed.model,
    project,
    grants: manifest.grants,
    workspacePath: workbench.workspacePath,
    isComplete,
    ownLabels: ownershipLabels,
    mounted,
    workbenchMounts: mounted.size === 0 ? [] : await workbenchMounts(workbench, signal),
  });
}

/**
 * What the kernel says is mounted in each; nothing where there is no probe, as where it has no host to see. Rejects with
 * `timed-out` where there is one and it does not answer: then nobody knows.
 */
async function askMounts(
  seat: BreachParts['seat'],
  running: readonly Running[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Mounted[]>> {
  const wanted = running.filter(({ initPid, runtime }) => initPid > 0 && onHostKernel.has(runtime));
  if (wanted.length === 0) return new Map();
  const request = ['mounts', ...wanted.map(({ id, initPid }) => `${id}:${initPid}`)].join(' ');
  const open = (opening?: AbortSignal) => seat.openProbe(probeArgv(), opening);
  const answer = await askProbe(open, request, probeMs, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    if (error instanceof DrydockError && error.code !== 'timed-out') return undefined;
    throw error;
  });
  if (answer === undefined) return new Map();
  return new Map(
    [...parseFactsAnswer(answer).containers].map(([id, { files }]) => {
      const mountinfo = files.get('mountinfo');
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

async function workbenchMounts(workbench: Workbench, signal: AbortSignal): Promise<readonly Mounted[]> {
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

/** Looks again at each start of a container of the project, until it is disposed. */
export interface StartWatch extends AsyncDisposable {
  /** Aborted as soon as something runs that nobody allowed. */
  readonly signal: AbortSignal;
}

/**
 * Watches a start: each container is looked at when it has started, before Compose starts those that wait for it.
 * What cannot be seen meanwhile is seen by the look after the start.
 */
export async function watchStart(parts: BreachParts, signal: AbortSignal): Promise<StartWatch> {
  const breach = new AbortController();
  const ended = new AbortController();
  const until = AbortSignal.any([signal, ended.signal]);
  let looking: Promise<void> | undefined;
  let isDue = false;
  const look = async () => {
    while (isDue && !until.aborted && !breach.signal.aborted) {
      isDue = false;
      // What cannot be seen now is seen by the look after the start, or taken down there.
      const found = await findBreach(parts, { isComplete: false }, until).catch(() => []);
      if (found.length > 0) breach.abort(breached(found));
    }
    looking = undefined;
  };
  const followed = await parts.seat.engine.follow(
    ({ type, action, labels }) => {
      if (type !== 'container' || action !== 'start' || labels[projectLabel] !== parts.project) return;
      isDue = true;
      looking ??= look();
    },
    // An engine that is away is told of by the call that starts the containers.
    () => undefined,
  );
  return {
    signal: breach.signal,
    async [Symbol.asyncDispose]() {
      ended.abort();
      await followed[Symbol.asyncDispose]();
      await looking;
    },
  };
}

/** What was started could not be looked at. */
export function unseen(cause: unknown): unknown {
  if (isEngineLost(cause)) return cause;
  return new DrydockError('engine-failed', {
    message: `What was started could not be looked at, so it was taken down: ${cause instanceof Error ? cause.message : String(cause)}`,
    fix: (cause instanceof DrydockError ? cause.fix : undefined) ?? 'Press Run again.',
    cause,
  });
}

/** What was found, as the error that it is. */
export function breached(breaches: readonly string[]): DrydockError {
  return new DrydockError('gate-breached', {
    message: `What ran was not what had been allowed, so it was taken down: ${breaches.join('; ')}.`,
    fix: 'This is a fault of Drydock’s, not yours. Please report it with your compose file.',
  });
}
