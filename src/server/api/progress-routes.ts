import { parseRecalled, recallAgain } from '../../lab/book/recall.ts';
import type { Store } from '../../lab/ports/store.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import type { ServerApp } from '../environment.ts';
import { routeOf } from './route-parts.ts';

/** Where a person is in the book, and what they thought before they saw. */
export function addProgressRoutes(app: ServerApp, runner: LabRunner, store: Store, now: () => Date): void {
  app.openapi(routeOf(routes.progress), (c) => {
    const { person, party } = c.get('caller');
    return c.json(runner.progress(person.id, party.id), 200);
  });
  app.openapi(routeOf(routes.setPosition), (c) => {
    const { readTo, lab } = c.req.valid('json');
    store.setChapterPosition(c.get('caller').person.id, c.req.valid('param').chapter, readTo, lab);
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.predict), (c) => {
    const { key, value, confidence, correct } = c.req.valid('json');
    store.addAnswer({
      person: c.get('caller').person.id,
      run: undefined,
      kind: 'predict',
      key,
      lab: undefined,
      value,
      confidence,
      correct,
      message: '',
    });
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.recall), (c) => {
    const { key, had } = c.req.valid('json');
    const person = c.get('caller').person.id;
    const before = store.latestAnswers({ person, kind: 'recall' }).find((each) => each.key === key);
    const { step } = recallAgain(before && parseRecalled(before), had, now());
    store.addAnswer({
      person,
      run: undefined,
      kind: 'recall',
      key,
      lab: undefined,
      value: String(step),
      confidence: undefined,
      correct: had,
      message: '',
    });
    return c.body(null, 204);
  });
}
