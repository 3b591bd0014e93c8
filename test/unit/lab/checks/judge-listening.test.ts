import { describe, expect, it } from 'vitest';
import { service } from '../../../../src/lab/authoring.ts';
import { judgeExpectation } from '../../../../src/lab/checks/judge-expectation.ts';
import { user } from '../../../../src/lab/matchers/identity.ts';
import type { Fact } from '../../../../src/lab/observation/fact.ts';
import type { Listener } from '../../../../src/lab/observation/observation.ts';
import { unknownAsked } from '../../../../src/observe/facts/asked-facts.ts';
import { makeObservation, makeObserved, makeProcess } from '../../../fixtures/observed.ts';

const ids = (id: number) => [id, id, id, id] as const;
/** A decoy that has the name of the server, and who answers in its place, as root. */
const processes = {
  source: 'kernel',
  value: [
    makeProcess({ pid: 1, name: 'sh' }),
    makeProcess({ pid: 2, name: 'worker', init: false }),
    makeProcess({ pid: 3, name: 'clerk', init: false, uids: ids(0) }),
  ],
} as const;

function judged(listeners: Fact<readonly Listener[]>): string {
  const { data } = service('web').processesListening(8080, user.notRoot());
  const asked = { ...unknownAsked('it was not asked for', 'not-yet'), listeners };
  const observation = makeObservation([makeObserved('web', { processes, asked })]);
  if (!data.expect) throw new Error('the check expects nothing');
  const { status, message } = judgeExpectation(data.expect, data, observation, {});
  return `${status} ${message}`;
}

const held = (...pids: number[]): Fact<readonly Listener[]> => ({
  source: 'kernel',
  value: pids.map((pid) => ({ pid, port: 8080 })),
});

describe('a check of what listens on a port', () => {
  it('judges who holds the socket, and not who has the name', () => {
    expect(judged(held(2))).toMatch(/^pass/);
    expect(judged(held(3))).toMatch(/^fail web, clerk .*uid 0/);
  });

  it('judges each that holds it: a decoy beside the server is none', () => {
    expect(judged(held(2, 3))).toMatch(/^fail web, clerk/);
  });

  it('is no pass where nobody listens there, or nobody could look', () => {
    expect(judged(held())).toMatch(
      /^fail .*runs nothing that listens on port 8080, only sh, worker and clerk/,
    );
    expect(judged({ source: 'kernel', value: [{ pid: 2, port: 80 }] })).toMatch(/^fail .*runs nothing/);
    expect(judged({ source: 'unknown', reason: 'they were too many', cause: 'not-seen' })).toMatch(
      /^fail .*they were too many/,
    );
  });
});
