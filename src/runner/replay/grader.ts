/** Grades what was handed in: takes one job after the other, plays it, judges it, and records what came of it. */

import { digest } from '../../evidence/digest.ts';
import type { Ledger } from '../../evidence/ledger.ts';
import type { AssignmentStore, LeasedJob } from '../../grades/assignments/assignment-store.ts';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import { DrydockError, reportError } from '../../lab/errors.ts';
import { canonicalJson } from '../../lab/general/canonical-json.ts';
import { within } from '../../lab/general/within.ts';
import type { AttemptStore } from '../../lab/ports/store.ts';
import { helpGiven } from '../help-given.ts';
import type { Lab, LabLibrary } from '../library/lab-library.ts';
import { stillReaching } from './gradable.ts';
import { type GradedWork, gradedFacts, type JudgedLook, notGradedFacts, outcomeOf } from './graded-facts.ts';
import { type Replayed, type ReplayTools, replay } from './replay.ts';
import { mostGraders, type Replayer, type ReplayStage } from './replay-stage.ts';
import { setupHash } from './setup-hash.ts';
import { filesOf, findWork, whyNotBy } from './work-to-grade.ts';

export interface GraderTools extends ReplayTools {
  readonly store: AssignmentStore & Pick<AttemptStore, 'listEvents'>;
  readonly library: Pick<LabLibrary, 'get'>;
  readonly ledger: Pick<Ledger, 'sealer'>;
  openStage(lab: Lab, work: SubmittedWork, by: Replayer, signal: AbortSignal): Promise<ReplayStage>;
  readonly onError: (error: unknown) => void;
  readonly limits?: Partial<GraderLimits>;
}

interface GraderLimits {
  /** A job is held for so long, and held on to all the time. */
  readonly leaseMs: number;
  readonly renewMs: number;
  /** One replay, from the seat on. */
  readonly replayMs: number;
  /** Waits after the tries that this machine failed; after one more the job ends. */
  readonly retryMs: readonly number[];
  /** A job that was given out so often without an end ends the server that works on it. */
  readonly mostFences: number;
  /** How often it is looked whether something waits. */
  readonly pollMs: number;
}

export const usualLimits: GraderLimits = {
  leaseMs: 60_000,
  renewMs: 10_000,
  replayMs: 600_000,
  retryMs: [15_000, 120_000],
  mostFences: 20,
  pollMs: 1_000,
};

/** `postponed`: this machine failed, and it is tried again. `lost`: somebody else has the job. */
export type Turn = 'nothing' | 'ended' | 'postponed' | 'lost';

/**
 * Grades until it is disposed, as many submissions side by side as there are graders: each waits for most of its time,
 * between the two looks among others, and there are `mostGraders` at most. It has to be alone with the home: leases of before are void.
 */
export function startGrading(tools: GraderTools, graders: number): AsyncDisposable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { pollMs } = { ...usualLimits, ...tools.limits };
  tools.store.voidLeases();
  const work = async (grader: number) => {
    while (!signal.aborted) {
      const turn = await gradeNext(tools, signal, grader).catch((error: unknown) => {
        if (!signal.aborted) tools.onError(error);
        return 'nothing' as const;
      });
      if (turn === 'nothing') await tools.wait(pollMs, signal);
    }
  };
  const ended = Promise.all(
    Array.from({ length: Math.min(graders, mostGraders) }, (_, index) => work(index + 1)),
  );
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort(new DrydockError('cancelled', { message: 'The server is stopped.' }));
      await ended;
    },
  };
}

/**
 * Takes the job whose turn it is, and works on it to its end or its next try.
 *
 * @param grader which of several it is, from 1 on
 */
export async function gradeNext(tools: GraderTools, signal: AbortSignal, grader = 1): Promise<Turn> {
  const limits = { ...usualLimits, ...tools.limits };
  const job = tools.store.takeJob(limits.leaseMs);
  if (job === undefined) return 'nothing';
  const found = findWork(tools.store, job);
  if (job.fence > limits.mostFences) {
    const cause = new DrydockError('internal', {
      message: `Grading was begun ${limits.mostFences} times and came to no end.`,
    });
    return endWithout(tools, job, found, cause);
  }
  try {
    const lab = tools.library.get(found.work.lab);
    const graded = { ...found, labContent: lab.contentHash };
    const refusal = await whyNotBy(lab, found);
    if (refusal) return endWithout(tools, job, graded, refusal);
    const { work } = graded;
    const replayed = await holding(tools, limits, job, signal, (held) =>
      replay(
        () => tools.openStage(lab, work, { grader, fence: job.fence }, held),
        filesOf(tools.store, work),
        tools,
        held,
      ),
    );
    if (replayed === 'lost') return 'lost';
    if ('reaching' in replayed) return endWithout(tools, job, graded, stillReaching(replayed.reaching));
    return endJudged(tools, job, graded, lab, replayed);
  } catch (error) {
    // Whoever comes after the server that is stopped takes the job anew.
    if (signal.aborted) throw error;
    return failed(tools, limits, job, found, error);
  }
}

/**
 * Works while the lease is held; `lost` where it is not. Ends with the work, which takes its seat away also where it is
 * given up: whoever begins another in the seat of that name would lose it.
 */
async function holding<T>(
  { store, wait, onError }: Pick<GraderTools, 'store' | 'wait' | 'onError'>,
  { leaseMs, renewMs, replayMs }: GraderLimits,
  job: LeasedJob,
  signal: AbortSignal,
  work: (held: AbortSignal) => Promise<T>,
): Promise<T | 'lost'> {
  const [lost, done] = [new AbortController(), new AbortController()];
  const hold = async () => {
    while (!done.signal.aborted) {
      await wait(renewMs, done.signal);
      if (!done.signal.aborted && !store.renewLease(job, leaseMs)) return lost.abort();
    }
  };
  let played: Promise<T> | undefined;
  let isOver = false;
  const held = hold().catch((error: unknown) => {
    onError(error);
    lost.abort();
  });
  try {
    const late = { message: `Playing the submission took longer than ${replayMs / 60_000} minutes.` };
    return await within({ ms: replayMs, late, signal: AbortSignal.any([signal, lost.signal]) }, (until) => {
      played = work(until).finally(() => {
        isOver = true;
      });
      return played;
    });
  } catch (error) {
    if (lost.signal.aborted) return 'lost';
    throw error;
  } finally {
    done.abort();
    await held;
    const cleared = new AbortController();
    if (played && !isOver)
      await Promise.race([
        played.then(
          () => undefined,
          () => undefined,
        ),
        wait(clearingMs, cleared.signal),
      ]);
    cleared.abort();
  }
}

/** The most that is waited for a replay that was given up to take its seat away. */
const clearingMs = 180_000;

function endJudged(
  { store, ledger }: GraderTools,
  job: LeasedJob,
  graded: GradedWork,
  { manifest, contentHash }: Lab,
  { looks, results }: Replayed,
): Turn {
  const { work } = graded;
  const judged = looks.observations.map(
    (observation, index): JudgedLook => ({
      observation,
      observationHash: digest(canonicalJson(observation)),
      results: results[index] ?? [],
    }),
  );
  const [first, ...others] = judged;
  if (first === undefined) throw new DrydockError('internal', { message: 'Nothing was looked at.' });
  const facts = gradedFacts(graded, [first, ...others], looks, helpGiven(store, work.run, work.received));
  const seal = ledger.sealer();
  const ended = store.endJob(
    job,
    {
      contentHash,
      setupHash: setupHash(manifest, work.vars),
      outcome: outcomeOf(results),
      looks,
      code: undefined,
    },
    (grading) => seal({ ...facts, about: `grading:${grading}` }),
  );
  return ended ? 'ended' : 'lost';
}

/** Ends a job that could not be graded, with what is said of that to both sides. */
function endWithout(
  { store, ledger }: GraderTools,
  job: LeasedJob,
  graded: GradedWork,
  error: unknown,
): Turn {
  const { code, message } = reportError(error);
  const facts = notGradedFacts(graded, code, job.tries + 1);
  const seal = ledger.sealer();
  const ended = store.endJob(
    job,
    {
      contentHash: graded.labContent,
      setupHash: '',
      outcome: { kind: 'could-not-grade', cause: message.replace(/[.]$/, '') },
      looks: undefined,
      code,
    },
    (grading) => seal({ ...facts, about: `grading:${grading}` }),
  );
  return ended ? 'ended' : 'lost';
}

function failed(
  tools: GraderTools,
  { retryMs }: GraderLimits,
  job: LeasedJob,
  graded: GradedWork,
  error: unknown,
): Turn {
  tools.onError(error);
  const afterMs = retryMs[job.tries];
  if (afterMs === undefined) return endWithout(tools, job, graded, error);
  return tools.store.postponeJob(job, afterMs, reportError(error).message) ? 'postponed' : 'lost';
}
