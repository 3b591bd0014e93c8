import { DrydockError } from '../../lab/errors.ts';
import { printedIn } from '../../lab/observation/printed.ts';
import type { Store } from '../../lab/ports/store.ts';
import { jobKinds } from '../../lab/wire/jobs.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import type { Help } from '../assignments/closed-help.ts';
import type { ServerApp } from '../environment.ts';
import { routeOf, runKey, runKeyOf } from './route-parts.ts';

export interface LabParts {
  readonly runner: LabRunner;
  readonly store: Pick<Store, 'findRun' | 'listAttempts' | 'readObservation'>;
  readonly help: Help;
}

/** Labs: what they are, how they stand, and what a learner does with them. */
export function addLabRoutes(app: ServerApp, { runner, store, help }: LabParts): void {
  app.openapi(routeOf(routes.labs), (c) => c.json([...runner.listLabs()], 200));
  app.openapi(routeOf(routes.lab), (c) => c.json(runner.getLab(runKeyOf(c).lab), 200));
  app.openapi(routeOf(routes.status), async (c) => c.json(await runner.status(runKeyOf(c)), 200));
  app.openapi(routeOf(routes.check), async (c) => {
    const caller = c.get('caller');
    const key = runKey(caller, c.req.valid('param'));
    const { 'idempotency-key': id } = c.req.valid('header');
    return c.json(await runner.check(key, caller.person.id, c.req.raw.signal, id), 200);
  });
  app.openapi(routeOf(routes.bringAttempt), (c) => {
    const caller = c.get('caller');
    const { id, ...params } = c.req.valid('param');
    // A book of one's own has a Check of its own.
    if (caller.session === undefined)
      throw new DrydockError('not-found', {
        message: 'Attempts are brought to a session, and you have joined none here.',
        fix: 'Join one by its code.',
      });
    return c.json(
      runner.bring(runKey(caller, params), caller.person.id, { id, ...c.req.valid('json') }),
      200,
    );
  });
  app.openapi(routeOf(routes.readObservation), async (c) => {
    const params = c.req.valid('param');
    return c.json(await runner.readObservation(runKey(c.get('caller'), params), params.id), 200);
  });
  app.openapi(routeOf(routes.printed), (c) => {
    const key = runKeyOf(c);
    runner.getLab(key.lab);
    const run = store.findRun(key);
    const newest = run && store.listAttempts(run.id).at(-1);
    const observation = newest && store.readObservation(newest.observationHash);
    return c.json(observation ? printedIn(observation) : { printed: {} }, 200);
  });
  app.openapi(routeOf(routes.attest), async (c) => {
    const params = c.req.valid('param');
    return c.json(await runner.attest(runKey(c.get('caller'), params), params.id), 200);
  });
  app.openapi(routeOf(routes.why), async (c) =>
    c.json(await runner.why(runKeyOf(c), c.req.valid('json'), c.req.raw.signal), 200),
  );
  app.openapi(routeOf(routes.solution), async (c) => {
    help.requireSolution(c.get('caller').person.id, runKeyOf(c).lab);
    return c.json([...(await runner.solution(runKeyOf(c), c.get('caller').person.id))], 200);
  });
  addJobRoutes(app, runner, help);
  addLearnerRoutes(app, runner, help);
}

/** Long work: it is begun here and told over the events of the lab. */
function addJobRoutes(app: ServerApp, runner: LabRunner, help: Help): void {
  for (const kind of jobKinds) {
    app.openapi(routeOf(routes[kind]), async (c) => {
      if (kind === 'solve') help.requireSolution(c.get('caller').person.id, runKeyOf(c).lab);
      const job = await runner.begin(runKeyOf(c), kind);
      return c.json({ job }, 202);
    });
  }
  app.openapi(routeOf(routes.cancelJob), async (c) => {
    await runner.cancel(c.get('caller').party.id, c.req.valid('param').id);
    return c.body(null, 204);
  });
}

/** What a learner asks for and says. */
function addLearnerRoutes(app: ServerApp, runner: LabRunner, help: Help): void {
  app.openapi(routeOf(routes.openHint), async (c) => {
    const { task } = c.req.valid('json');
    const key = runKeyOf(c);
    const person = c.get('caller').person.id;
    await help.requireHint(runner, person, key, task);
    const opened = await runner.openHint(key, person, task);
    return c.json({ ...opened, hints: [...opened.hints] }, 200);
  });
  app.openapi(routeOf(routes.answer), async (c) => {
    return c.json(await runner.answer(runKeyOf(c), c.get('caller').person.id, c.req.valid('json')), 200);
  });
  app.openapi(routeOf(routes.typeCommand), async (c) => {
    const { transcript, command, terminal } = c.req.valid('json');
    await runner.typeCommand(runKeyOf(c), transcript, command, terminal);
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.endTerminal), async (c) => {
    const params = c.req.valid('param');
    await runner.endTerminal(runKey(c.get('caller'), params), params.name);
    return c.body(null, 204);
  });
}
