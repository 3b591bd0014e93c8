import { getJunitXml } from 'junit-xml';
import type { LabProof } from '../runner/verify/proof.ts';

/** Proofs as JUnit XML: a suite a lab, a case a state. */
export function formatJUnit(proofs: readonly LabProof[]): string {
  return getJunitXml({
    name: 'drydock labs verify',
    suites: proofs.map((proof) => ({
      name: proof.id,
      time: proof.durationMs / 1000,
      testCases: statesOf(proof).map((state) => {
        const problems = proof.problems.filter(
          ({ where }) => where === state || where.startsWith(`${state}:`),
        );
        return {
          name: state,
          classname: proof.id,
          ...(problems.length === 0
            ? {}
            : { failures: problems.map(({ rule, message }) => ({ message, type: rule })) }),
        };
      }),
    })),
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
