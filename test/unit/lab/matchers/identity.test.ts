import { describe, expect, it } from 'vitest';
import { mapIn, user } from '../../../../src/lab/matchers/identity.ts';
import { makeObservation, makeObserved, makeProcess } from '../../../fixtures/observed.ts';
import { judged, judgedWhereGone } from './judged.ts';

const remapped = [{ inside: 0, outside: 100_000, length: 65_536 }];
const as = (uid: number, uidMap = makeProcess().uidMap) =>
  makeObservation([
    makeObserved('web', {
      processes: { source: 'kernel', value: [makeProcess({ uids: [1, uid, uid, uid], uidMap })] },
    }),
  ]);
const who = 'web, server (pid 1 in the container)';

describe('identity', () => {
  it.each([
    [user.notRoot(), as(10001), `pass ${who}: runs as uid 10001.`],
    [user.notRoot(), as(0), `fail ${who}: runs as uid 0 (root); expected any uid but 0.`],
    [user.notRoot(), as(100_000, remapped), `fail ${who}: runs as uid 0 (root); expected any uid but 0.`],
    [user.is(7), as(100_007, remapped), `pass ${who}: runs as uid 7.`],
    [user.is(7), as(8), `fail ${who}: runs as uid 8; expected uid 7.`],
    [user.notRootOnHost(), as(100_000, remapped), `pass ${who}: runs as uid 100000.`],
    [user.notRootOnHost(), as(0), `fail ${who}: runs as uid 0 (root); expected any uid but 0 on the host.`],
  ])('%j', (expectation, observation, wanted) => {
    expect(judged(expectation, observation)).toBe(wanted);
  });

  it.each([
    [0, 10001, 10001, 10001],
    [10001, 10001, 0, 10001],
  ] as const)('is not another’s where root is kept as the real or the saved id: %j', (...uids) => {
    const observation = makeObservation([
      makeObserved('web', { processes: { source: 'kernel', value: [makeProcess({ uids })] } }),
    ]);
    for (const expectation of [user.notRoot(), user.is(10001), user.notRootOnHost()])
      expect(judged(expectation, observation)).toMatch(
        /^fail .*runs as uid 10001, and may make itself root again;/,
      );
  });

  it('passes nothing where there is no container or none that runs', () => {
    expect(judgedWhereGone(user.notRoot())).toEqual({
      missing: 'fail There is no container of service “web”: no container runs. Expected any uid but 0.',
      stopped: 'fail web: is exited with status 3; expected any uid but 0.',
    });
  });

  it('maps an id into a user namespace, where the map reaches it', () => {
    expect(mapIn(100_000, remapped)).toBe(0);
    expect(mapIn(165_535, remapped)).toBe(65_535);
    expect(mapIn(165_536, remapped)).toBeUndefined();
    expect(mapIn(5, remapped)).toBeUndefined();
  });
});
