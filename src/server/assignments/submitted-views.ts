/** What is told of what was handed in. */
import type { GradingJob, RecordedGrading } from '../../grades/assignments/grading-job.ts';
import { appliedRegrades } from '../../grades/assignments/personal-records.ts';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import type { AssignmentGrade } from '../../grades/grade/assignment-grade.ts';
import type { Attempt } from '../../grades/grade/attempts.ts';
import { sayLateness } from '../../grades/grade/grade-lines.ts';
import { type Grading, gradingsInForce, inOrder } from '../../grades/grade/handed-in.ts';
import { toPoints } from '../../grades/points.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { AttemptView, GradingView, SubmittedView } from '../../lab/wire/submissions.ts';
import type { GradingDesk } from '../../runner/replay/grading-desk.ts';
import type { CourseStore } from './assignment-views.ts';
import { isOpenJob } from './grading-queue.ts';

/** What a submission stands in: its gradings that hold, its job, and the jobs of the server that are to be done. */
export interface Standing {
  readonly gradings: readonly Grading[];
  readonly job: GradingJob | undefined;
  readonly queue: readonly GradingJob[];
}

/** How a submission stands, by what holds of its gradings. */
export function viewSubmitted(work: SubmittedWork, { gradings, job, queue }: Standing): SubmittedView {
  const { id, lab, uploadBegan, received, files, leftOut } = work;
  const own = inOrder(gradings.filter(({ submission }) => submission === id));
  const judged = own.some(({ outcome }) => outcome.kind === 'judged');
  const last = own.at(-1);
  const cause = last?.outcome.kind === 'could-not-grade' ? last.outcome.cause : last ? undefined : job?.cause;
  const waits = !judged && last === undefined && job !== undefined && isOpenJob(job);
  return {
    id,
    lab,
    uploadBegan,
    received,
    files: files.length,
    leftOut,
    state: judged ? 'judged' : last ? 'could-not-grade' : 'waiting',
    ...(cause === undefined ? {} : { cause }),
    ...(waits ? { waits: { ahead: queue.findIndex((each) => each.id === job.id), tries: job.tries } } : {}),
  };
}

/** What a grade says of a submission; undefined where its lab is no part of the assignment any more. */
export function viewAttempt(
  grade: AssignmentGrade,
  submission: string,
  withResult: boolean,
): AttemptView | undefined {
  const attempt = grade.labs
    .flatMap(({ attempts }) => attempts)
    .find((each) => each.submission.id === submission);
  if (attempt === undefined) return undefined;
  const of = grade.labs.find(({ attempts }) => attempts.includes(attempt))?.of ?? 0;
  const result = withResult ? resultOf(attempt, of) : undefined;
  return {
    number: attempt.number,
    lateness: sayLateness(attempt.lateness),
    ...(attempt.refused === undefined ? {} : { refused: attempt.refused }),
    ...(result === undefined ? {} : { result }),
  };
}

function resultOf({ judgement, earned = 0, worth = 0 }: Attempt, of: number): AttemptView['result'] {
  if (judgement.kind !== 'judged') return undefined;
  const { isUnstable, results, checks } = judgement;
  return {
    isUnstable,
    earned: toPoints(earned),
    worth: toPoints(worth),
    of: toPoints(of),
    checks: results.map(({ id, title, status, message }) => {
      const counted = checks.find(({ check }) => check === id);
      return {
        check: id,
        title,
        status,
        message,
        earned: counted?.earned ?? 0,
        of: counted?.of ?? 0,
      };
    }),
  };
}

/** Every grading of a submission, those too that do not hold, in the order in which they were made. */
export function viewGradings(
  store: CourseStore,
  desk: Pick<GradingDesk, 'resultsOf' | 'contentOf'>,
  work: SubmittedWork,
): readonly GradingView[] {
  const applied = appliedRegrades(store, { id: work.assignment });
  const own = store.listGradings(work.assignment).filter(({ submission }) => submission === work.id);
  const jobs = store.listJobs(work.assignment);
  return own.map((grading): GradingView => {
    const { id, at, regrade, contentHash, outcome, observations, seat, engine } = grading;
    const evidence = store.findEvidence(`grading:${id}`)?.hash;
    return {
      id,
      at,
      ...(regrade === undefined ? {} : { regrade }),
      holds: gradingsInForce([grading], applied).length > 0,
      contentHash,
      isCurrent: contentNow(desk, work) === contentHash,
      isJudgedAgain: grading.job === undefined,
      tries: jobs.find((job) => job.id === grading.job)?.tries ?? 0,
      ...(outcome.kind === 'could-not-grade' ? { cause: outcome.cause } : {}),
      looks: viewLooks(desk, work, grading),
      observations: observations.length,
      ...(seat && engine
        ? {
            place: {
              seat: `${seat.kind}, ${seat.class}`,
              engine: engine.version,
              kernel: engine.kernel,
            },
          }
        : {}),
      ...(evidence === undefined ? {} : { evidence }),
    };
  });
}

function viewLooks(
  desk: Pick<GradingDesk, 'resultsOf' | 'contentOf'>,
  work: SubmittedWork,
  grading: RecordedGrading,
): GradingView['looks'] {
  const { outcome } = grading;
  if (outcome.kind !== 'judged') return [];
  const whole = contentNow(desk, work) === grading.contentHash ? desk.resultsOf(work, grading) : undefined;
  return outcome.looks.map((look, index) =>
    look.map(({ id: check, title, status, message }) => {
      const seen = whole?.[index]?.find((each) => each.id === check);
      return {
        check,
        title,
        status,
        message,
        ...(seen === undefined ? {} : { observed: seen.observed, expected: seen.expected }),
      };
    }),
  );
}

/** The content of a submission's lab as it is now; undefined where the lab is not here any more. */
function contentNow(desk: Pick<GradingDesk, 'contentOf'>, { lab }: SubmittedWork): string | undefined {
  try {
    return desk.contentOf(lab);
  } catch (error) {
    if (error instanceof DrydockError) return undefined;
    throw error;
  }
}
