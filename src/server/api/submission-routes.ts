import type { RecordedGrading } from '../../grades/assignments/grading-job.ts';
import { appliedRegrades } from '../../grades/assignments/personal-records.ts';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import { gradingsInForce } from '../../grades/grade/handed-in.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { EvidenceRow } from '../../lab/ports/evidence.ts';
import { routes } from '../../lab/wire/routes.ts';
import { listQueue } from '../assignments/grading-queue.ts';
import { viewPersonWork } from '../assignments/person-work.ts';
import { viewGradings, viewSubmitted } from '../assignments/submitted-views.ts';
import type { ServerApp } from '../environment.ts';
import { type AssignmentParts, getAssignment } from './assignment-routes.ts';
import { routeOf } from './route-parts.ts';

interface Item {
  readonly assignment: string;
  readonly id: string;
}

/** What was handed in, with what came of it each time, for those who teach. */
export function addSubmissionRoutes(app: ServerApp, parts: AssignmentParts): void {
  const { store, grading } = parts;
  const get = ({ assignment, id }: Item): SubmittedWork => {
    const found = store.findSubmission(id);
    if (found?.assignment === assignment) return found;
    throw new DrydockError('not-found', { message: `The assignment has no submission ${id}.` });
  };
  const getGrading = ({ assignment, id }: Item): RecordedGrading => {
    const found = store.listGradings(assignment).find((each) => each.id === id);
    if (found !== undefined) return found;
    throw new DrydockError('not-found', { message: `The assignment has no grading ${id}.` });
  };
  const getEvidence = (item: Item): EvidenceRow => {
    const found = store.findEvidence(`grading:${getGrading(item).id}`);
    if (found !== undefined) return found;
    throw new DrydockError('not-found', { message: `There is no evidence of the grading ${item.id}.` });
  };

  app.openapi(routeOf(routes.personWork), (c) => {
    const { assignment, person } = c.req.valid('param');
    return c.json(viewPersonWork(parts, getAssignment(store, assignment), person, c.get('caller')), 200);
  });
  app.openapi(routeOf(routes.submission), (c) => {
    const work = get(c.req.valid('param'));
    const { assignment } = work;
    const answers = Object.entries(store.readAnswers(work.id));
    const gradings = gradingsInForce(
      store.listGradings(assignment),
      appliedRegrades(store, { id: assignment }),
    );
    const job = store.listJobs(assignment).findLast(({ submission }) => submission === work.id);
    return c.json(
      {
        ...viewSubmitted(work, { gradings, job, queue: listQueue(store) }),
        person: work.person,
        name: store.findPerson(work.person)?.name ?? '',
        paths: work.files.map((file) => ({ ...file })),
        answers: answers.map(([key, answer]) => ({ key, ...answer })),
        gradings: [...viewGradings(store, grading, work)],
      },
      200,
    );
  });
  app.openapi(routeOf(routes.submittedFile), (c) => {
    const { hash, ...of } = c.req.valid('param');
    const isOfIt = get(of).files.some((file) => file.hash === hash);
    const content = isOfIt ? store.readSubmittedFile(hash) : undefined;
    if (content === undefined)
      throw new DrydockError('not-found', { message: `The submission has no file with the hash ${hash}.` });
    return c.json({ content: Buffer.from(content).toString('base64') }, 200);
  });
  app.openapi(routeOf(routes.gradingEvidence), (c) => {
    const { hash, seq, dsse } = getEvidence(c.req.valid('param'));
    return c.json({ hash, seq, envelope: dsse }, 200);
  });
  app.openapi(routeOf(routes.verifyGrading), (c) =>
    c.json(grading.verify(getEvidence(c.req.valid('param'))), 200),
  );
  app.openapi(routeOf(routes.gradingObservation), (c) => {
    const { look, ...of } = c.req.valid('param');
    const hash = getGrading(of).observations[look - 1];
    const observation = hash === undefined ? undefined : store.readObservation(hash);
    if (observation === undefined)
      throw new DrydockError('not-found', {
        message: `What look ${look} of the grading ${of.id} saw is not kept.`,
      });
    return c.json(observation, 200);
  });
}
