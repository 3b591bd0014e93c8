/** Holds what runs of a project against what its lab grants, once or for as long as it starts. */
import { setTimeout as pause } from 'node:timers/promises';
import { compareRunning, containersBeyond, workspaceBinds } from '../../gate/compare-running.ts';
import { ownershipLabels } from '../../gate/labels.ts';
import { readRunning } from '../../gate/running.ts';
import { isEngineLost } from '../../lab/engine-away.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Manifest } from '../../lab/manifest/manifest.ts';
import type { Seat, Workbench } from '../../lab/ports/seat.ts';
import type { GatedCompose } from './gate.ts';
import { askMounts, workbenchMounts } from './kernel-mounts.ts';

/** What is asked: the engine, what the gate let through, and the kernel behind the seat's probe. */
export interface BreachParts {
  readonly seat: Pick<Seat, 'engine' | 'openProbe'>;
  readonly workbench: Workbench;
  readonly manifest: Pick<Manifest, 'grants'>;
  readonly project: string;
  readonly passed: GatedCompose;
}

const projectLabel = 'com.docker.compose.project';

/** How long it is tried to see what ends and is started again, and how often. */
const seeMs = 10_000;
const againMs = 100;

/**
 * What runs otherwise than allowed, one sentence each. `isComplete`: Compose has ended well, so that nothing of an
 * earlier file may be left. Rejects where a service has something of the workspace mounted and was ended and started
 * again each time that it was looked at.
 */
export async function findBreach(
  parts: BreachParts,
  how: { readonly isComplete: boolean },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const end = performance.now() + seeMs;
  for (;;) {
    const { found, unseen } = await lookOnce(parts, how, signal);
    if (found.length > 0 || unseen.length === 0) return found;
    if (performance.now() >= end)
      throw new DrydockError('engine-failed', {
        message: `${unseen.join(', ')} ended and was started again, each time before it could be seen what it has mounted.`,
        fix: 'Take `restart` out of the service, press Run again, and read what it prints: docker compose logs.',
      });
    await pause(againMs, undefined, { signal });
  }
}

interface Glance {
  readonly found: readonly string[];
  /** Services that have something of the workspace mounted, and did not run when the kernel was asked, but will again. */
  readonly unseen: readonly string[];
}

async function lookOnce(
  parts: BreachParts,
  { isComplete }: { readonly isComplete: boolean },
  signal: AbortSignal,
): Promise<Glance> {
  const { seat, workbench, project, passed, manifest } = parts;
  const inspected = await seat.engine.inspectRaw({ [projectLabel]: project }, signal);
  const running = readRunning(inspected);
  const mounted = await askMounts(seat, running, signal);
  const request = {
    grants: manifest.grants,
    workspacePath: workbench.workspacePath,
    mounted: mounted ?? new Map(),
    workbenchMounts: mounted === undefined ? [] : await workbenchMounts(workbench, signal),
  };
  const unseen = running.filter(
    (one) => !one.oneOff && mounted?.get(one.id)?.length === 0 && workspaceBinds(one, request).length > 0,
  );
  return {
    found: compareRunning({
      ...request,
      inspected,
      allowed: passed.model,
      project,
      isComplete,
      ownLabels: ownershipLabels,
    }),
    unseen: unseen.map(({ service, name }) => service || name),
  };
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
      const seen = await lookOnce(parts, { isComplete: false }, until).catch(() => undefined);
      if (seen && seen.found.length > 0) breach.abort(breached(seen.found));
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

/**
 * Ends containers that are otherwise than the lab grants before anything starts, each with a sentence for whoever
 * pressed Run: somebody made them so by hand, and Compose would leave them. Volumes stay. What cannot be seen now is
 * seen by the look after the start.
 */
export async function endOtherwise(
  { seat, workbench, manifest, project, passed }: BreachParts,
  tell: (sentence: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const inspected = await seat.engine.inspectRaw({ [projectLabel]: project }, signal).catch(() => undefined);
  signal.throwIfAborted();
  if (inspected === undefined) return;
  const beyond = containersBeyond({
    inspected,
    allowed: passed.model,
    project,
    grants: manifest.grants,
    workspacePath: workbench.workspacePath,
    isComplete: false,
    ownLabels: ownershipLabels,
    mounted: new Map(),
    workbenchMounts: [],
  });
  for (const [id, found] of beyond) {
    tell(
      `${found.join('; ')}. No compose file of this lab could do that: it was done by hand, and is undone.`,
    );
    await seat.engine.removeContainer(id, { keepVolumes: true });
  }
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
