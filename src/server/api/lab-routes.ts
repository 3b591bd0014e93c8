import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import type { Observation } from '../../lab/observation.ts';
import {
  AnswerViewSchema,
  CheckReportSchema,
  GiveAnswerSchema,
  JobStartedSchema,
  jobKinds,
  LabStatusSchema,
  LabViewSchema,
  OpenedHintSchema,
  OpenHintSchema,
  SolutionFileSchema,
  TypeCommandSchema,
} from '../../lab/protocol.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import type { ServerApp } from '../environment.ts';
import { accepts, answers, answersNothing, LabParams, runKey, takes } from './route-parts.ts';

const labPath = '/api/labs/{chapter}/{lab}';
const request = { params: LabParams };

/** As it was read from the store, which judges it. */
const ObservationBody = z.custom<Observation>().meta({ type: 'object' });

/** Labs: what they are, how they stand, and what a learner does with them. */
export function addLabRoutes(app: ServerApp, runner: LabRunner): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/labs',
      responses: answers(z.array(LabViewSchema), 'Every lab'),
    }),
    (c) => c.json([...runner.listLabs()], 200),
  );
  app.openapi(
    createRoute({ method: 'get', path: labPath, request, responses: answers(LabViewSchema, 'The lab') }),
    (c) => c.json(runner.getLab(runKey(c.get('caller'), c.req.valid('param')).lab), 200),
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: `${labPath}/status`,
      request,
      responses: answers(LabStatusSchema, 'How it stands'),
    }),
    async (c) => c.json(await runner.status(runKey(c.get('caller'), c.req.valid('param'))), 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: `${labPath}/check`,
      request: { ...request, headers: z.object({ 'idempotency-key': z.ulid().optional() }) },
      responses: answers(CheckReportSchema, 'What every check says; an attempt is recorded'),
    }),
    async (c) => {
      const caller = c.get('caller');
      const key = runKey(caller, c.req.valid('param'));
      const { 'idempotency-key': id } = c.req.valid('header');
      return c.json(await runner.check(key, caller.person.id, c.req.raw.signal, id), 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: `${labPath}/attempts/{id}/observation`,
      request: { params: LabParams.extend({ id: z.ulid() }) },
      responses: answers(ObservationBody, 'What the attempt was judged from'),
    }),
    async (c) => {
      const params = c.req.valid('param');
      return c.json(await runner.readObservation(runKey(c.get('caller'), params), params.id), 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: `${labPath}/solution`,
      request,
      responses: answers(z.array(SolutionFileSchema), 'The files of the solution'),
    }),
    async (c) => {
      const key = runKey(c.get('caller'), c.req.valid('param'));
      return c.json([...(await runner.solution(key, c.get('caller').person.id))], 200);
    },
  );
  addJobRoutes(app, runner);
  addLearnerRoutes(app, runner);
}

/** Long work: it is begun here and told over the events of the lab. */
function addJobRoutes(app: ServerApp, runner: LabRunner): void {
  for (const kind of jobKinds) {
    app.openapi(
      createRoute({
        method: 'post',
        path: `${labPath}/${kind}`,
        request,
        responses: accepts(JobStartedSchema, 'The job, under way or queued'),
      }),
      async (c) => {
        const job = await runner.begin(runKey(c.get('caller'), c.req.valid('param')), kind);
        return c.json({ job }, 202);
      },
    );
  }
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/jobs/{id}/cancel',
      request: { params: z.object({ id: z.string().min(1).max(64) }) },
      responses: answersNothing,
    }),
    async (c) => {
      await runner.cancel(c.get('caller').party.id, c.req.valid('param').id);
      return c.body(null, 204);
    },
  );
}

/** What a learner asks for and says. */
function addLearnerRoutes(app: ServerApp, runner: LabRunner): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: `${labPath}/hints`,
      request: { ...request, body: takes(OpenHintSchema) },
      responses: answers(OpenedHintSchema, 'The hints that are open now'),
    }),
    async (c) => {
      const { task } = c.req.valid('json');
      const key = runKey(c.get('caller'), c.req.valid('param'));
      const opened = await runner.openHint(key, c.get('caller').person.id, task);
      return c.json({ ...opened, hints: [...opened.hints] }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: `${labPath}/answers`,
      request: { ...request, body: takes(GiveAnswerSchema) },
      responses: answers(AnswerViewSchema, 'Whether it is right, and what was true'),
    }),
    async (c) => {
      const key = runKey(c.get('caller'), c.req.valid('param'));
      return c.json(await runner.answer(key, c.get('caller').person.id, c.req.valid('json')), 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: `${labPath}/commands`,
      request: { ...request, body: takes(TypeCommandSchema) },
      responses: answersNothing,
    }),
    async (c) => {
      const { transcript, command, terminal } = c.req.valid('json');
      await runner.typeCommand(runKey(c.get('caller'), c.req.valid('param')), transcript, command, terminal);
      return c.body(null, 204);
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: `${labPath}/terminals/{name}`,
      request: { params: LabParams.extend({ name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/) }) },
      responses: answersNothing,
    }),
    async (c) => {
      const params = c.req.valid('param');
      await runner.endTerminal(runKey(c.get('caller'), params), params.name);
      return c.body(null, 204);
    },
  );
}
