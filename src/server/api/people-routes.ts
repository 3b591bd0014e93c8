import { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { parseName } from '../../lab/sessions/alias.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { CourseStore } from '../assignments/assignment-views.ts';
import { leaveOutHidden } from '../assignments/own-data.ts';
import type { ServerApp } from '../environment.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import type { Forgetting } from '../sessions/forgetting.ts';
import { routeOf } from './route-parts.ts';

export interface PeopleParts {
  readonly store: CourseStore;
  readonly clock: () => Date;
  readonly signIns: OpenSignIns;
  readonly forgetting: Forgetting;
  /** A link that signs a person in. */
  readonly loginUrlOf: (person: string) => string;
}

/** Who leads what: instructors, assistants and observers, and the links that let them in. */
export function addPeopleRoutes(
  app: ServerApp,
  { store, clock, signIns, forgetting, loginUrlOf }: PeopleParts,
): void {
  const get = (id: string) => {
    const person = store.findPerson(id);
    if (person === undefined) throw new DrydockError('not-found', { message: `There is no person ${id}.` });
    return person;
  };
  app.openapi(routeOf(routes.members), (c) => c.json([...store.listMembers()], 200));
  app.openapi(routeOf(routes.addMember), (c) => {
    const { name: called, role, scope } = c.req.valid('json');
    const parsed = parseName(called);
    if ('fault' in parsed)
      throw new DrydockError('bad-request', {
        message: 'That is no name that can be shown.',
        fix: 'Say another.',
      });
    requireScope(store, scope);
    return c.json({ person: store.addMember(parsed.name, role, scope), role, scope }, 200);
  });
  app.openapi(routeOf(routes.takeRole), (c) => {
    const { person } = c.req.valid('param');
    const { role, scope } = c.req.valid('json');
    if (person === store.localPerson().person.id)
      throw new DrydockError('not-allowed', { message: 'The owner of a home stays its owner.' });
    if (!store.takeRole(get(person).id, role, scope))
      throw new DrydockError('not-found', { message: `${get(person).name} is no ${role} of ${scope}.` });
    // What is open was opened by who they were: boards with codes, shells of others.
    for (const { id } of store.listSignIns(person)) {
      store.endSignIn(person, id);
      signIns.end(id);
    }
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.personData), (c) => {
    const { person } = c.req.valid('param');
    const data = store.exportPerson(person);
    if (data === undefined)
      throw new DrydockError('not-found', { message: `There is no person ${person}, or no more.` });
    const asked = { caller: c.get('caller'), person, now: clock().toISOString() };
    return c.json(leaveOutHidden(store, data, asked), 200);
  });
  app.openapi(routeOf(routes.erasePerson), async (c) => {
    const erased = await forgetting.erase([c.req.valid('param').person], 'asked');
    return c.json({ ...erased, left: [...erased.left] }, 200);
  });
  app.openapi(routeOf(routes.memberLogin), (c) => {
    return c.json({ url: loginUrlOf(get(c.req.valid('param').person).id) }, 200);
  });
}

function requireScope(store: Store, scope: string): void {
  const [kind, id = ''] = scope.split(':');
  const isThere =
    kind === 'home' ||
    (kind === 'course' ? store.listCourses().some((course) => course.id === id) : store.findSession(id));
  if (isThere) return;
  throw new DrydockError('not-found', {
    message: `There is no ${scope}.`,
    fix: 'See sessions and their courses with: drydock session list',
  });
}
