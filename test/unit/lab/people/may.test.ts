import { describe, expect, test } from 'vitest';
import { type Action, actions } from '../../../../src/lab/people/action.ts';
import { may } from '../../../../src/lab/people/may.ts';
import { type Role, roles, type Scope } from '../../../../src/lab/people/role.ts';
import { routes } from '../../../../src/lab/wire/routes.ts';

const inSession: readonly Scope[] = ['home', 'course:C', 'session:S'];
const actor = (role: Role, scope: Scope) => ({ person: 'me', held: [{ role, scope }] });

/** The whole table, written out once more by hand: role × action × (own, another’s). */
const expected: Readonly<Record<Action, string>> = {
  //                      owner instructor assistant learner observer, each: own, other's
  'account.use': '+- +- +- +- +-',
  'reading.keep': '+- +- +- +- +-',
  'lab.list': '++ ++ ++ ++ ++',
  'lab.use': '+- +- +- +- --',
  'host.read': '++ ++ ++ -- --',
  'login.make': '++ -- -- -- --',
  'session.make': '++ ++ -- -- --',
  'session.change': '++ ++ -- -- --',
  'session.read': '++ ++ ++ ++ ++',
  'board.read': '++ ++ ++ -- ++',
  'session.export': '++ ++ ++ -- --',
  'learner.read': '++ ++ ++ +- --',
  'learner.change': '++ ++ -- -- --',
  'hand.raise': '-- -- -- +- --',
  'hand.lower': '-- -- -- +- --',
  'hand.take': '++ ++ ++ -- --',
  'share.ask': '++ ++ ++ -- --',
  'share.answer': '-- -- -- +- --',
  'pointer.send': '++ ++ ++ -- --',
  'pointer.answer': '-- -- -- +- --',
  'mirror.show': '++ ++ ++ -- --',
  'mirror.watch': '++ ++ ++ ++ ++',
  'room.show': '++ ++ ++ -- --',
  'catch-up.offer': '++ ++ ++ -- --',
  'notice.send': '++ ++ ++ -- --',
  'course.make': '++ -- -- -- --',
  'roster.read': '++ ++ ++ -- --',
  'roster.change': '++ ++ -- -- --',
  'assignment.change': '++ ++ -- -- --',
  'gradebook.read': '++ ++ ++ -- --',
  'grade.change': '++ ++ -- -- --',
  'grade.comment': '++ ++ ++ -- --',
  'assignment.work': '+- +- +- +- --',
  'data.read': '++ +- +- +- +-',
  'data.erase': '++ -- -- -- --',
  'people.read': '++ -- -- -- --',
  'people.change': '++ -- -- -- --',
  'lti.read': '++ -- -- -- --',
  'lti.change': '++ -- -- -- --',
};

describe('who may do what', () => {
  test.each(Object.keys(actions) as Action[])('%s', (action) => {
    const told = roles.map((role) =>
      ['me', 'other']
        .map((person) => (may(actor(role, 'course:C'), action, { scopes: inSession, person }) ? '+' : '-'))
        .join(''),
    );
    expect(told.join(' ')).toBe(expected[action]);
  });

  test('each action is asked for by a route, and each route asks for one', () => {
    const asked = Object.values(routes).map(({ action }) => action);
    expect([...new Set(asked)].filter((action) => action !== 'anybody').sort()).toEqual(
      Object.keys(actions).sort(),
    );
    const open = Object.entries(routes).filter(([, { action }]) => action === 'anybody');
    expect(open.map(([name]) => name).sort()).toEqual(['health', 'join', 'joinTerms', 'rejoin', 'signIn']);
  });

  test.each(roles)('%s of another session, or of another course, may nothing here', (role) => {
    for (const scope of ['session:T', 'course:D'] as const)
      for (const action of Object.keys(actions) as Action[])
        for (const person of ['me', 'other', undefined])
          expect(may(actor(role, scope), action, { scopes: inSession, person }), action).toBe(false);
  });

  test('who holds no role may nothing, and who holds two may what either lets them', () => {
    expect(may({ person: 'me', held: [] }, 'lab.list', { scopes: inSession })).toBe(false);
    const both = {
      person: 'me',
      held: [
        { role: 'observer', scope: 'home' },
        { role: 'learner', scope: 'session:S' },
      ] as const,
    };
    expect(may(both, 'board.read', { scopes: inSession })).toBe(true);
    expect(may(both, 'lab.use', { scopes: inSession, person: 'me' })).toBe(true);
  });
});
