/** Plays what was handed in, and looks at it twice. */
import type { Looks } from '../../grades/assignments/grading-job.ts';
import type { CheckResult } from '../../lab/checks/result.ts';
import { DrydockError, type ErrorCode } from '../../lab/errors.ts';
import { within } from '../../lab/general/within.ts';
import type { Grant } from '../../lab/manifest/grant.ts';
import { confinesRoot } from '../../lab/seats/seat-class.ts';
import { imagesOf } from '../images-of.ts';
import type { StateFiles } from '../library/lab-state.ts';
import { settle } from '../verify/settle.ts';
import { reachesTheEngine } from './reach.ts';
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

/** Work that uses grants by which its containers reach what judges: it is not looked at. */
export interface NotJudged {
  readonly reaching: readonly Grant[];
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

/** How long it may take to bring out of its seat what the script left. */
const bringMs = 60_000;

/**
 * Plays what was handed in, and looks at it twice. Where it has a `run.sh`, that is run first, in a seat that is thrown
 * away with all that was done in there: what it left of files is what is played. So nobody who judges, and no engine
 * that is believed, was ever within its reach. Whatever is wrong with the work is judged; what is this machine's fault
 * rejects. `openStage` gives an empty stage, one after the other.
 */
export async function replay(
  openStage: () => Promise<ReplayStage>,
  files: StateFiles,
  tools: ReplayTools,
  signal: AbortSignal,
): Promise<Replayed | NotJudged> {
  const { timing, wait, drawBelow } = tools;
  const left = files.has(script) ? await runScript(openStage, files, timing, signal) : files;
  await using stage = await openStage();
  try {
    await using _cut = await cutOff(stage, signal);
    const passed = await attempted(async () => {
      await stage.lay(left);
      return stage.passGate(signal);
    });
    if (passed) {
      const reaching = passed.used.filter(reachesTheEngine);
      if (reaching.length > 0) return { reaching };
      await attempted(() => stage.start(signal));
    }
    // What takes a moment to come up is given one; nothing is held against it that was seen meanwhile.
    const holds = (results: readonly CheckResult[]) =>
      results.every(({ status }) => status === 'pass' || status === 'skip');
    await settle(stage, holds, signal, { deadlineMs: timing.settleMs });
    const first = await stage.observe({ full: true }, signal);
    await wait(timing.leastMs + drawBelow(timing.spreadMs), signal);
    const observations: Looks['observations'] = [first, await stage.observe({ full: true }, signal)];
    return {
      looks: placeOf(stage, observations),
      results: observations.map((observation) => stage.judge(observation)),
    };
  } finally {
    await stage.clear();
  }
}

async function cutOff({ spec: { seat } }: ReplayStage, signal: AbortSignal): Promise<AsyncDisposable> {
  const cut = await seat.cutEgress?.(signal);
  if (cut !== undefined) return cut;
  throw new DrydockError('seat-unmet', {
    message: 'The engine here is not Drydock’s own, so a submission could reach out of it.',
    fix: 'Grade on nested or embedded seats: `drydock doctor` says which there are.',
  });
}

/** Undefined where what was handed in is at fault: it is judged as it stands. */
async function attempted<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof DrydockError && ofTheWork.includes(error.code))) throw error;
    return undefined;
  }
}

/**
 * The files as `run.sh` leaves them, run beside what was handed in; as they were where that does not come up, or where
 * nothing can be brought out of the seat after it. Root of the seat is whoever wrote it, so how it ends says nothing.
 */
async function runScript(
  openStage: () => Promise<ReplayStage>,
  files: StateFiles,
  { scriptMs }: ReplayTiming,
  signal: AbortSignal,
): Promise<StateFiles> {
  await using stage = await openStage();
  const { workbench, workspace } = stage;
  const { seatClass } = stage.spec.seat;
  if (!confinesRoot(seatClass))
    throw new DrydockError('seat-unmet', {
      message: `run.sh has the powers of its seat’s root, who can leave a seat of class ${seatClass}.`,
      fix: 'Grade in rootless seats: npm start -- --seats-for many',
    });
  await using _cut = await cutOff(stage, signal);
  const isUp = await attempted(async () => {
    await stage.lay(files);
    await stage.up(signal);
    return true;
  });
  if (!isUp) return files;
  try {
    await workbench.run(['bash', script], {
      cwd: workbench.workspacePath,
      timeoutMs: scriptMs,
      maxBytes: 100_000,
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DrydockError)) throw error;
  }
  try {
    const late = { message: 'What the script left could not be brought out of its seat in time.' };
    await within({ ms: bringMs, late, signal }, (until) => workbench.syncOut(until));
    return (await workspace.snapshot()).files;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DrydockError)) throw error;
    return files;
  }
}

function placeOf({ spec: { seat }, info }: ReplayStage, observations: Looks['observations']): Looks {
  return {
    observations,
    seat: { kind: seat.kind, class: seat.seatClass },
    engine: { version: info.version, kernel: info.kernel },
    images: imagesOf(observations[0]),
  };
}
