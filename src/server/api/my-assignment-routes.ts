import type { Logger } from 'pino';
import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import { gradeOf } from '../../grades/grade/grade-of.ts';
import { DrydockError } from '../../lab/errors.ts';
import { type LabId, parseLabId } from '../../lab/lab-id.ts';
import type { Run } from '../../lab/ports/store.ts';
import type { ReceiptView } from '../../lab/wire/my-assignments.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import { viewMine } from '../assignments/my-assignment-view.ts';
import { recordOf, requireAttempt, requireOpened } from '../assignments/own-record.ts';
import { notStarted, runToHandIn } from '../assignments/run-to-hand-in.ts';
import { viewAttempt } from '../assignments/submitted-views.ts';
import type { Caller } from '../caller.ts';
import type { ServerApp } from '../environment.ts';
import { mayInCourse } from '../permissions.ts';
import { type AssignmentParts, getAssignment } from './assignment-routes.ts';
import { routeOf } from './route-parts.ts';

export interface MyAssignmentParts extends AssignmentParts {
  readonly runner: Pick<LabRunner, 'begin' | 'listLabs'>;
  readonly log: Logger;
}

/** What is asked of whoever asks, and what they hand in. */
export function addMyAssignmentRoutes(app: ServerApp, parts: MyAssignmentParts): void {
  const { store, grading, clock } = parts;
  const now = () => clock().toISOString();

  app.openapi(routeOf(routes.myAssignments), (c) => {
    const caller = c.get('caller');
    const isMine = ({ course }: Assignment) => mayInCourse(caller, 'assignment.work', course);
    const { reader } = c.req.valid('query');
    return c.json(
      store
        .listAssignments()
        .filter(isMine)
        .map((each) => viewMine(parts, each, caller, reader)),
      200,
    );
  });
  app.openapi(routeOf(routes.myAssignment), (c) => {
    const assignment = getAssignment(store, c.req.valid('param').assignment);
    return c.json(viewMine(parts, assignment, c.get('caller'), c.req.valid('query').reader), 200);
  });
  app.openapi(routeOf(routes.openAssignment), (c) => {
    const assignment = getAssignment(store, c.req.valid('param').assignment);
    const { person } = c.get('caller');
    // It is opened now, so that only the time before the window is in its way.
    requireOpened(assignment, now(), now());
    store.openAssignment(assignment.id, person.id);
    return c.json(viewMine(parts, assignment, c.get('caller'), c.req.valid('query').reader), 200);
  });
  app.openapi(routeOf(routes.workToHandIn), async (c) => {
    const { assignment: id, ...params } = c.req.valid('param');
    const assignment = getAssignment(store, id);
    const lab = parseLabId(`${params.chapter}/${params.lab}`);
    return c.json(await grading.lookAtWork(runToHandIn(store, c.get('caller'), assignment, lab)), 200);
  });
  app.openapi(routeOf(routes.handIn), async (c) => {
    // What began to be sent by now is on time, however long the rest of it takes.
    const uploadBegan = now();
    const { assignment: id, ...params } = c.req.valid('param');
    const { key } = c.req.valid('json');
    const caller = c.get('caller');
    const assignment = getAssignment(store, id);
    const lab = parseLabId(`${params.chapter}/${params.lab}`);
    const known = store.findSubmitted(id, caller.person.id, key);
    if (known && known.lab !== lab)
      throw new DrydockError('bad-request', {
        message: `This key handed in ${known.lab}, and nothing of ${lab}.`,
        fix: 'Draw a new key for each submission.',
      });
    const work = known ?? (await takeIn(parts, caller, { assignment, lab, key, uploadBegan }));
    return c.json(receiptOf(parts, assignment, caller, work), 202);
  });
}

interface HandedIn {
  readonly assignment: Assignment;
  readonly lab: LabId;
  readonly key: string;
  readonly uploadBegan: string;
}

/** Takes the files of the run that it is of, where there is an attempt left for them. */
async function takeIn(
  { store, grading, runner, log }: MyAssignmentParts,
  caller: Caller,
  { assignment, lab, key, uploadBegan }: HandedIn,
): Promise<SubmittedWork> {
  const { id, policy } = assignment;
  const person = caller.person.id;
  requireOpened(assignment, recordOf(store, assignment, caller).firstOpened, uploadBegan);
  const requireStill = (): Run | undefined => {
    if (store.findSubmitted(id, person, key) !== undefined) return undefined;
    requireAttempt(assignment, gradeOf(policy, recordOf(store, assignment, caller), uploadBegan), lab);
    return runToHandIn(store, caller, assignment, lab);
  };
  const run = requireStill() ?? runToHandIn(store, caller, assignment, lab);
  const work = await grading.handIn(run, {
    assignment: id,
    person,
    party: recordOf(store, assignment, caller).party,
    key,
    uploadBegan,
    requireStill() {
      const now = requireStill();
      // Meanwhile it was handed in, and the next attempt has another.
      if (now !== undefined && now.id !== run.id) throw notStarted(lab);
    },
  });
  // Nobody works on in it: the next attempt is another run.
  if (policy.newValues && run.intent === 'running')
    await runner
      .begin(run, 'stop')
      .catch((error: unknown) => log.warn({ err: error }, 'a run that was handed in could not be stopped'));
  return work;
}

function receiptOf(
  { store, clock }: AssignmentParts,
  assignment: Assignment,
  caller: Caller,
  work: SubmittedWork,
): ReceiptView {
  const record = recordOf(store, assignment, caller);
  const grade = gradeOf(assignment.policy, record, clock().toISOString());
  const attempt = viewAttempt(grade, work.id, false);
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
