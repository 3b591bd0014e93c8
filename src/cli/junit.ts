import { formatJUnitReport, type JUnitReport } from '../lab/general/junit-report.ts';
import type { LabProof } from '../runner/verify/proof.ts';

/**
 * Proofs as JUnit XML: a suite a lab, a case a state. A promise that a lab does not keep is a failure; a proof that
 * broke off is an error, and says nothing of the lab; a lab that no seat here can run is skipped.
 */
export function formatJUnit(proofs: readonly LabProof[]): string {
  return formatJUnitReport({
    name: 'drydock labs verify',
    suites: proofs.map((proof) => ({
      name: proof.id,
      time: proof.durationMs / 1000,
      testCases: casesOf(proof),
    })),
  });
}

type TestCase = JUnitReport['suites'][number]['testCases'][number];

function casesOf(proof: LabProof): TestCase[] {
  const { id, trouble, seat, skipped, problems } = proof;
  const whole = { name: 'proof', classname: id };
  if (trouble) {
    const message = [trouble.message, trouble.fix, trouble.output].filter(Boolean).join('\n');
    return [{ ...whole, errors: [{ message, type: trouble.code }] }];
  }
  const reasons = skipped.map(({ check, reason }) => `${check}: ${reason}`);
  if (seat === 'none') return [{ ...whole, skipped: true, systemOut: reasons }];
  return statesOf(proof).map((state) => {
    const here = problems.filter(({ where }) => where === state || where.startsWith(`${state}:`));
    return {
      name: state,
      classname: id,
      ...(here.length > 0 && { failures: here.map(({ rule, message }) => ({ message, type: rule })) }),
    };
  });
}

/** Every state that was judged, and every other place where a problem was found. */
function statesOf({ accepts, mistakes, problems }: LabProof): readonly string[] {
  const states = [
    'start',
    'solution',
    ...accepts.map(({ name }) => `accepts.${name}`),
    ...mistakes.map(({ name }) => `mistakes.${name}`),
    'reset',
  ];
  const elsewhere = problems
    .map(({ where }) => where)
    .filter((where) => !states.some((state) => where === state || where.startsWith(`${state}:`)));
  return [...states, ...new Set(elsewhere)];
}
