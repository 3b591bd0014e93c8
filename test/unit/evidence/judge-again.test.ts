/** What was observed, judged once more: the same lab says the same, and another is told check by check. */
import { describe, expect, it } from 'vitest';
import { judgeAgain } from '../../../src/evidence/judge-again.ts';
import { makeStatement } from '../../../src/evidence/make-statement.ts';
import { StatementSchema } from '../../../src/evidence/statement.ts';
import { testResultType } from '../../../src/evidence/types.ts';
import type { Check } from '../../../src/lab/checks/check.ts';
import { type Judgeable, judge } from '../../../src/lab/checks/judge.ts';
import type { Expectation } from '../../../src/lab/matchers/expectation.ts';
import { user } from '../../../src/lab/matchers/identity.ts';
import { life } from '../../../src/lab/matchers/life.ts';
import { makeFacts, recording } from '../../fixtures/evidence.ts';
import { makeObservation } from '../../fixtures/observed.ts';

const check = (expect: Expectation, points = 2): Check => ({
  service: 'web',
  processes: 'every',
  points,
  mode: 'level',
  acceptDeclared: false,
  expect,
});
const observation = makeObservation();
const lab: Judgeable = {
  guards: { runs: check(life.running()) },
  checks: { user: check(user.notRoot()) },
  tasks: {},
  customChecks: {},
};

function judgedBy(then: Judgeable, now: Judgeable) {
  const results = judge(then, observation, {});
  const statement = StatementSchema.parse(makeStatement(makeFacts({ observation, results }), recording()));
  if (statement.predicateType !== testResultType) throw new Error('it was not graded');
  return judgeAgain(statement, now, observation);
}

describe('judged again', () => {
  it('by the same lab says the same', () => {
    expect(judgedBy(lab, lab)).toMatchObject({
      isSame: true,
      grade: { recorded: { earned: 2, of: 2 }, again: { earned: 2, of: 2 } },
      checks: [
        { id: 'runs', isSame: true },
        { id: 'user', isSame: true },
      ],
    });
  });

  it('names a check that says otherwise, one that is worth another number, one more, and one less', () => {
    const root = { ...lab, checks: { user: check(user.is(0)) } };
    expect(judgedBy(lab, root)).toMatchObject({
      isSame: false,
      checks: [{ isSame: true }, { id: 'user', isSame: false, again: { status: 'fail', earned: 0 } }],
    });
    expect(judgedBy(lab, { ...lab, checks: { user: check(user.notRoot(), 3) } })).toMatchObject({
      isSame: false,
      grade: { again: { earned: 3, of: 3 } },
    });
    const renamed = { ...lab, checks: { who: check(user.notRoot()) } };
    expect(judgedBy(lab, renamed)).toMatchObject({
      isSame: false,
      checks: [
        { isSame: true },
        { id: 'user', again: undefined, isSame: false },
        { id: 'who', recorded: undefined, isSame: false },
      ],
    });
  });
});
