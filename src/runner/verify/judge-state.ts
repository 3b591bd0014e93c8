/** Holds the results of one state against what the state is for. Pure. */

import type { CheckResult } from '../../lab/checks/result.ts';
import { reportError } from '../../lab/errors.ts';
import type { Mistake } from '../../lab/manifest/manifest.ts';
import type { ProofProblem, ProofRule } from './proof.ts';
import { serviceRemoved } from './service-removed.ts';

const problem = (rule: ProofRule, where: string, message: string): ProofProblem => ({ rule, where, message });
const guards = (results: readonly CheckResult[]) => results.filter((result) => result.guard);
const checks = (results: readonly CheckResult[]) => results.filter((result) => !result.guard);
const saying = (results: readonly CheckResult[]) =>
  results.map(({ id, message }) => `${id} (${message})`).join('; ');

/** The start: guards hold, at least one check fails, none errs. What the host lacks is no fault of the lab. */
export function judgeStart(results: readonly CheckResult[], where = 'start'): readonly ProofProblem[] {
  const loose = guards(results).filter(({ status }) => status === 'fail');
  if (loose.length > 0) return [problem('start-guards-hold', where, `Guards do not hold: ${saying(loose)}`)];
  const passing = checks(results).filter(({ status }) => status === 'pass');
  const nothingToDo =
    passing.length > 0 && checks(results).every(({ status }) => ['pass', 'skip'].includes(status));
  return [
    ...judgeErrors(results, where),
    ...(nothingToDo
      ? [problem('start-fails-a-check', where, 'Every check passes before the learner did anything.')]
      : []),
  ];
}

/** The solution or an accepted answer: everything passes, or is skipped with its reason. */
export function judgeRight(results: readonly CheckResult[], where: string): readonly ProofProblem[] {
  const rule = where.startsWith('accepts') ? 'accepted-passes' : 'solution-passes';
  const errors = judgeErrors(results, where);
  if (errors.length > 0) return errors;
  const wrong = results.filter(({ status }) => status !== 'pass' && status !== 'skip');
  return wrong.length === 0 ? [] : [problem(rule, where, `Does not pass: ${saying(wrong)}`)];
}

/**
 * A mistake: exactly the checks that it names fail, with the messages that it quotes.
 * @param unjudged ids of checks that cannot be judged on this machine, whatever the files say
 */
export function judgeMistake(
  name: string,
  mistake: Mistake,
  results: readonly CheckResult[],
  unjudged: ReadonlySet<string>,
): readonly ProofProblem[] {
  const where = `mistakes.${name}`;
  const failed = new Map(
    results.filter(({ status }) => status === 'fail').map((result) => [result.id, result]),
  );
  const problems: ProofProblem[] = [...judgeErrors(results, where)];
  const uncaught = name === serviceRemoved ? 'service-removed-is-caught' : 'mistake-is-caught';
  for (const [id, quote] of Object.entries(mistake.fails)) {
    const result = failed.get(id);
    const seen = results.find((each) => each.id === id);
    if (seen?.status === 'error' || (seen?.status === 'skip' && unjudged.has(id))) continue;
    if (!result)
      problems.push(
        problem(
          uncaught,
          where,
          `${id} should fail and is ${seen?.status ?? 'absent'}: ${seen?.message ?? ''}`,
        ),
      );
    else if (!result.message.includes(quote))
      problems.push(
        problem(uncaught, where, `${id} fails, but its message lacks “${quote}”: ${result.message}`),
      );
  }
  for (const [id, result] of failed)
    if (mistake.fails[id] === undefined)
      problems.push(
        problem(
          'mistake-is-caught-by-its-check',
          where,
          `${id} fails too, which the mistake does not name: ${result.message}`,
        ),
      );
  const named = new Set(Object.keys(mistake.fails));
  const survivors =
    name === serviceRemoved
      ? checks(results).filter(({ id, status }) => status === 'pass' && !named.has(id))
      : [];
  if (survivors.length > 0)
    problems.push(problem(uncaught, where, `Passes although the service is gone: ${saying(survivors)}`));
  return problems;
}

/** A mistake that the Engine is to refuse to start: the failure tells so, with these words in it. */
export function judgeStop(where: string, words: string, failure: unknown): ProofProblem | undefined {
  if (failure === undefined)
    return problem('mistake-is-caught', where, `It should not start, with “${words}”, and it starts.`);
  const { message, output } = reportError(failure);
  const said = [message, output].filter(Boolean).join('\n');
  return said.includes(words)
    ? undefined
    : problem('mistake-is-caught', where, `It does not start, but not with “${words}”: ${said}`);
}

/**
 * Whoever fails a check learns from its message alone which container, what was seen and what was expected.
 * @param services those that the lab judges: a check of no service of its own has to name one of
 *   them in its words, where there are any
 */
export function judgeTelling(
  results: readonly CheckResult[],
  services: readonly string[],
): readonly ProofProblem[] {
  return results.flatMap(({ id, status, container, observed, expected, message }) => {
    if (status !== 'fail') return [];
    const names = container === undefined ? services : [container];
    const missing = [
      ...(names.length === 0 || names.some((name) => message.includes(name)) ? [] : ['which container']),
      ...(tells(message, observed) ? [] : ['what was seen']),
      ...(tells(message, expected) ? [] : ['what was expected']),
    ];
    return missing.length === 0
      ? []
      : [problem('failures-are-told', id, `Its message does not say ${missing.join(', nor ')}: ${message}`)];
  });
}

const tells = (message: string, part: string): boolean =>
  part.trim() !== '' && !/\{\{\w+\}\}/.test(part) && message.includes(part);

function judgeErrors(results: readonly CheckResult[], where: string): readonly ProofProblem[] {
  const erring = results.filter(({ status }) => status === 'error');
  return erring.length === 0 ? [] : [problem('no-check-errs', where, `In error: ${saying(erring)}`)];
}

/** Checks that nothing ever made fail. */
export function judgeCoverage(neverFailed: readonly string[]): readonly ProofProblem[] {
  return neverFailed.map((id) =>
    problem(
      'every-check-can-fail',
      id,
      `No start and no mistake ever makes “${id}” fail, so it may be unable to.`,
    ),
  );
}
