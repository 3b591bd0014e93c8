/** Plays what was handed in, and looks at it twice. */
import type { Looks } from '../../grades/assignments/grading-job.ts';
import type { CheckResult } from '../../lab/checks/result.ts';
import { DrydockError, type ErrorCode } from '../../lab/errors.ts';
import { imagesOf } from '../images-of.ts';
import type { StateFiles } from '../library/lab-state.ts';
import { clearStage } from '../verify/clear-stage.ts';
import { settle } from '../verify/settle.ts';
import type { ReplayStage } from './replay-stage.ts';

export interface ReplayTiming {
  /** How long what was handed in gets to become what it should be, before the first look. */
  readonly settleMs: number;
  /** The least time between the two looks. */
  readonly leastMs: number;
  /** The second look is up to so much later, at a moment that is drawn. */
  readonly spreadMs: number;
  /** How long `run.sh` may take. */
  readonly scriptMs: number;
}

export const usualReplayTiming: ReplayTiming = {
  settleMs: 10_000,
  leastMs: 3_000,
  spreadMs: 7_000,
  scriptMs: 120_000,
};

export interface ReplayTools {
  readonly timing: ReplayTiming;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A whole number below a bound that nobody can guess. */
  readonly drawBelow: (bound: number) => number;
}

export interface Replayed {
  readonly looks: Looks;
  /** Of each look, in order. */
  readonly results: readonly (readonly CheckResult[])[];
}

/** What goes wrong by what was handed in: it is judged as it stands then. Everything else is this machine's. */
const ofTheWork: readonly ErrorCode[] = [
  'bad-compose',
  'compose-refused',
  'build-failed',
  'service-exited',
  'image-unavailable',
  'path-refused',
  'too-big',
];

/** The script by which work in a shell is handed in. */
const script = 'run.sh';

/**
 * Lays the files out on an empty stage, brings them up with the way out cut, runs `run.sh` where there is one, and looks
 * twice. Whatever is wrong with the work is judged; what is this machine's fault rejects. The stage is empty again then.
 */
export async function replay(
  stage: ReplayStage,
  files: StateFiles,
  { timing, wait, drawBelow }: ReplayTools,
  signal: AbortSignal,
): Promise<Replayed> {
  const { seat } = stage.spec;
  try {
    await using cut = await seat.cutEgress?.(signal);
    if (cut === undefined)
      throw new DrydockError('seat-unmet', {
        message: 'The engine here is not Drydock’s own, so a submission could reach out of it.',
        fix: 'Grade on nested or embedded seats: `drydock doctor` says which there are.',
      });
    await playWork(stage, files, timing, signal);
    // What takes a moment to come up is given one; nothing is held against it that was seen meanwhile.
    const holds = (results: readonly CheckResult[]) =>
      results.every(({ status }) => status === 'pass' || status === 'skip');
    await settle(stage, holds, signal, { deadlineMs: timing.settleMs });
    const first = await stage.observe({ full: true }, signal);
    await wait(timing.leastMs + drawBelow(timing.spreadMs), signal);
    const observations: Looks['observations'] = [first, await stage.observe({ full: true }, signal)];
    return {
      looks: await placeOf(stage, observations, signal),
      results: observations.map((observation) => stage.judge(observation)),
    };
  } finally {
    await clearStage(stage);
  }
}

async function playWork(
  stage: ReplayStage,
  files: StateFiles,
  { scriptMs }: ReplayTiming,
  signal: AbortSignal,
): Promise<void> {
  try {
    await stage.lay(files);
    await stage.up(signal);
  } catch (error) {
    if (!(error instanceof DrydockError && ofTheWork.includes(error.code))) throw error;
    return;
  }
  if (!files.has(script)) return;
  const { workbench } = stage;
  // How it ends says nothing: what it left is what is looked at.
  await workbench
    .run(['bash', script], { cwd: workbench.workspacePath, timeoutMs: scriptMs, maxBytes: 100_000, signal })
    .catch((error: unknown) => {
      if (!(error instanceof DrydockError && error.code === 'timed-out')) throw error;
    });
  await workbench.syncOut(signal);
}

async function placeOf(
  { spec: { seat } }: ReplayStage,
  observations: Looks['observations'],
  signal: AbortSignal,
): Promise<Looks> {
  const { version, kernel } = await seat.engine.info(signal);
  return {
    observations,
    seat: { kind: seat.kind, class: seat.seatClass },
    engine: { version, kernel },
    images: imagesOf(observations[0]),
  };
}
