import type { ProcessChoice } from '../../../../src/lab/checks/check.ts';
import { judgeExpectation } from '../../../../src/lab/checks/judge-expectation.ts';
import type { Verdict } from '../../../../src/lab/checks/verdict.ts';
import type { Expectation } from '../../../../src/lab/matchers/expectation.ts';
import type { Observation } from '../../../../src/lab/observation/observation.ts';
import { makeObservation, makeStopped } from '../../../fixtures/observed.ts';

interface Details {
  readonly processes?: ProcessChoice;
  readonly acceptDeclared?: boolean;
  readonly vars?: Readonly<Record<string, string>>;
}

/** What an expectation of the service web says of an observation, in a line: `fail web: …`. */
export function judged(expect: Expectation, observation: Observation, details: Details = {}): string {
  const { status, message } = verdictOf(expect, observation, details);
  return `${status} ${message}`;
}

export function verdictOf(expect: Expectation, observation: Observation, details: Details = {}): Verdict {
  const { processes = 'every', acceptDeclared = false, vars = {} } = details;
  return judgeExpectation(expect, { service: 'web', processes, acceptDeclared }, observation, vars);
}

/** What every matcher says where there is nothing to look at: whose absence, and that it is no pass. */
export function judgedWhereGone(expect: Expectation): { missing: string; stopped: string } {
  return {
    missing: judged(expect, makeObservation([])),
    stopped: judged(expect, makeObservation([makeStopped()])),
  };
}
