import { createRoute } from '@hono/zod-openapi';
import type { Store } from '../../lab/ports/store.ts';
import { ChapterPositionSchema, PredictionSchema, ProgressViewSchema } from '../../lab/protocol.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import type { ServerApp } from '../environment.ts';
import { answers, answersNothing, ChapterParams, takes } from './route-parts.ts';

/** Where a person is in the book, and what they thought before they saw. */
export function addProgressRoutes(app: ServerApp, runner: LabRunner, store: Store): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/progress',
      responses: answers(ProgressViewSchema, 'Chapters, labs and predictions'),
    }),
    (c) => {
      const { person, party } = c.get('caller');
      return c.json(runner.progress(person.id, party.id), 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/progress/chapters/{chapter}',
      request: { params: ChapterParams, body: takes(ChapterPositionSchema) },
      responses: answersNothing,
    }),
    (c) => {
      const { readTo, lab } = c.req.valid('json');
      store.setChapterPosition(c.get('caller').person.id, c.req.valid('param').chapter, readTo, lab);
      return c.body(null, 204);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/predictions',
      request: { body: takes(PredictionSchema) },
      responses: answersNothing,
    }),
    (c) => {
      const { key, value, confidence } = c.req.valid('json');
      store.addAnswer({
        person: c.get('caller').person.id,
        run: undefined,
        kind: 'predict',
        key,
        lab: undefined,
        value,
        confidence,
        correct: undefined,
        message: '',
      });
      return c.body(null, 204);
    },
  );
}
