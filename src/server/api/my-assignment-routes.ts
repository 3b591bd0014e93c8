import type { Logger } from 'pino';
import { changesInForce } from '../../grades/adjustment.ts';
import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { Enrolled } from '../../grades/assignments/enrolled.ts';
import { appliedRegrades } from '../../grades/assignments/personal-records.ts';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import { gradeOf, type PersonalRecord } from '../../grades/grade/grade-of.ts';
import { gradingsInForce } from '../../grades/grade/handed-in.ts';
import { personalTerms, showsResults } from '../../grades/personal-terms.ts';
import { describePolicy, describeTerms } from '../../grades/policy/describe-policy.ts';
import { DrydockError } from '../../lab/errors.ts';
import { type LabId, parseLabId } from '../../lab/lab-id.ts';
import { may } from '../../lab/people/may.ts';
import type { Run } from '../../lab/ports/store.ts';
import type { MyAssignmentView, ReceiptView } from '../../lab/wire/assignments.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import { courseOf, viewGrade, viewSubmitted } from '../assignments/assignment-views.ts';
import { notStarted, runToHandIn } from '../assignments/run-to-hand-in.ts';
import type { Caller } from '../caller.ts';
import type { ServerApp } from '../environment.ts';
import { type AssignmentParts, getAssignment } from './assignment-routes.ts';
import { routeOf } from './route-parts.ts';

export interface MyAssignmentParts extends AssignmentParts {
  readonly runner: Pick<LabRunner, 'begin'>;
  readonly log: Logger;
}

/** What is asked of whoever asks, and what they hand in. */
export function addMyAssignmentRoutes(app: ServerApp, parts: MyAssignmentParts): void {
  const { store, grading, clock, runner, log } = parts;
  const now = () => clock().toISOString();

  app.openapi(routeOf(routes.myAssignments), (c) => {
    const caller = c.get('caller');
    const isMine = ({ course }: Assignment) =>
      may({ person: caller.person.id, held: caller.held }, 'assignment.work', {
        scopes: ['home', `course:${course}`],
      });
    return c.json(
      store
        .listAssignments()
        .filter(isMine)
        .map((each) => viewMine(parts, each, caller)),
      200,
    );
  });
  app.openapi(routeOf(routes.myAssignment), (c) => {
    const assignment = getAssignment(store, c.req.valid('param').assignment);
    return c.json(viewMine(parts, assignment, c.get('caller')), 200);
  });
  app.openapi(routeOf(routes.openAssignment), (c) => {
    const assignment = getAssignment(store, c.req.valid('param').assignment);
    requireOpened(assignment, now());
    store.openAssignment(assignment.id, c.get('caller').person.id);
    return c.json(viewMine(parts, assignment, c.get('caller')), 200);
  });
  app.openapi(routeOf(routes.handIn), async (c) => {
    // What began to be sent by now is on time, however long the rest of it takes.
    const uploadBegan = now();
    const { assignment: id, ...params } = c.req.valid('param');
    const { key } = c.req.valid('json');
    const caller = c.get('caller');
    const assignment = getAssignment(store, id);
    requireOpened(assignment, uploadBegan);
    const lab = parseLabId(`${params.chapter}/${params.lab}`);
    const known = store.findSubmitted(id, caller.person.id, key);
    if (known) {
      if (known.lab !== lab)
        throw new DrydockError('bad-request', {
          message: `This key handed in ${known.lab}, and nothing of ${lab}.`,
          fix: 'Draw a new key for each submission.',
        });
      return c.json(receiptOf(parts, assignment, caller, known), 202);
    }
    const requireStill = (): Run | undefined => {
      if (store.findSubmitted(id, caller.person.id, key) !== undefined) return undefined;
      requireAttempt(assignment, recordOf(parts, assignment, caller), lab, uploadBegan);
      return runToHandIn(store, caller, assignment, lab);
    };
    const run = requireStill() ?? runToHandIn(store, caller, assignment, lab);
    const work = await grading.handIn(run, {
      assignment: id,
      person: caller.person.id,
      party: recordOf(parts, assignment, caller).party,
      key,
      uploadBegan,
      requireStill() {
        const now = requireStill();
        // Meanwhile it was handed in, and the next attempt has another.
        if (now !== undefined && now.id !== run.id) throw notStarted(lab);
      },
    });
    // Nobody works on in it: the next attempt is another run.
    if (assignment.policy.newValues && run.intent === 'running')
      await runner
        .begin(run, 'stop')
        .catch((error: unknown) => log.warn({ err: error }, 'a run that was handed in could not be stopped'));
    return c.json(receiptOf(parts, assignment, caller, work), 202);
  });
}

interface OwnRecord extends PersonalRecord {
  readonly enrolled: Enrolled | undefined;
  readonly party: string;
}

/** All that is recorded of the caller; whoever leads and takes no part hands in to try it out. */
function recordOf({ store }: AssignmentParts, { id, course }: Assignment, caller: Caller): OwnRecord {
  const person = caller.person.id;
  const enrolled = store.findEnrolled(course, person);
  const party = enrolled?.party ?? caller.party.id;
  const submissions = store.listSubmissions(id).filter((each) => each.party === party);
  const own = new Set(submissions.map((each) => each.id));
  return {
    enrolled,
    party,
    person,
    firstOpened: store.listOpened(id).get(person),
    adjustments: store.listAdjustments(id),
    overrides: store.listOverrides(id),
    submissions,
    gradings: gradingsInForce(
      store.listGradings(id).filter(({ submission }) => own.has(submission)),
      appliedRegrades(store, { id }),
    ),
  };
}

function viewMine(parts: AssignmentParts, assignment: Assignment, caller: Caller): MyAssignmentView {
  const { store, clock } = parts;
  const { id, policy } = assignment;
  const now = clock().toISOString();
  const record = recordOf(parts, assignment, caller);
  const { firstOpened, person } = record;
  const terms = personalTerms(policy, changesInForce(record.adjustments, person), firstOpened);
  const isShown = showsResults(policy, terms, now);
  const grade = gradeOf(policy, record, now);
  return {
    id,
    title: policy.title,
    course: courseOf(store, assignment).title,
    sentences: [...describePolicy(policy, policy.zone)],
    terms: [...describeTerms(policy, terms, policy.zone)],
    end: terms.end,
    ...(firstOpened === undefined ? {} : { firstOpened }),
    labs: terms.labs.map(({ lab, points }) => ({ lab, points })),
    submissions: store
      .listSubmissions(id)
      .filter(({ party }) => party === record.party)
      .map((work) => viewSubmitted(store, work)),
    ...(isShown ? { grade: viewGrade(caller.person.name, grade) } : {}),
    comments: store
      .listComments(id)
      .filter((each) => each.person === person)
      .map(({ at, text }) => ({ at, text })),
  };
}

function requireOpened({ policy: { title, window } }: Assignment, now: string): void {
  if (now >= window.opens) return;
  throw new DrydockError('not-allowed', {
    message: `“${title}” is not open yet.`,
    fix: `It opens at ${window.opens}.`,
  });
}

/** Of one lab, how many may wait to be judged, and how many that came too late are taken. */
const mostUncounted = 5;

/** What comes too late is taken, since an extension may count it yet; what no attempt is left for is not. */
function requireAttempt({ policy }: Assignment, record: OwnRecord, lab: LabId, now: string): void {
  const grade = gradeOf(policy, record, now);
  const own = grade.labs.find((each) => each.lab.lab === lab);
  if (own === undefined)
    throw new DrydockError('not-found', {
      message: `${lab} is not part of “${policy.title}” for you.`,
      fix: `Its labs are: ${grade.terms.labs.map((each) => each.lab).join(', ')}.`,
    });
  const { attempts } = grade.terms;
  // One grader works for all: who hands in what is not counted keeps it from nobody for long.
  const late = own.attempts.filter(({ refused }) => refused !== undefined).length;
  const waiting = own.attempts.filter(({ judgement }) => judgement.kind === 'waiting').length;
  if (late >= mostUncounted || waiting >= mostUncounted)
    throw new DrydockError('too-many', {
      message: `Enough of ${lab} was handed in that is not judged yet, or came too late.`,
      fix: 'What you handed in is kept. Wait until it is judged, or ask whoever teaches.',
    });
  const used = own.attempts.filter(
    ({ refused, judgement }) => refused === undefined && judgement.kind !== 'could-not-grade',
  );
  if (attempts === 'unlimited' || used.length < attempts) return;
  throw new DrydockError('not-allowed', {
    message: `All ${attempts} attempts at ${lab} are used.`,
    fix: 'Nothing was handed in, and what you handed in before counts. Ask whoever teaches for another attempt.',
  });
}

function receiptOf(
  parts: AssignmentParts,
  assignment: Assignment,
  caller: Caller,
  work: SubmittedWork,
): ReceiptView {
  const record = recordOf(parts, assignment, caller);
  const grade = gradeOf(assignment.policy, record, parts.clock().toISOString());
  const attempt = grade.labs
    .flatMap(({ attempts }) => attempts)
    .find((each) => each.submission.id === work.id);
  return {
    submission: work.id,
    lab: work.lab,
    received: work.received,
    uploadBegan: work.uploadBegan,
    files: work.files.length,
    leftOut: work.leftOut,
    number: attempt?.number ?? 1,
    ...(attempt?.refused === undefined ? {} : { refused: attempt.refused }),
    isRehearsal: record.enrolled === undefined,
  };
}
