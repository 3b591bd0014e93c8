import { msOf } from '../time/instant.ts';
import { type CaseOutcome, checkCases } from './check-cases.ts';
import type { Gradebook } from './gradebook.ts';

const statuses = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  pending: 'pending',
  undecided: 'other',
} as const satisfies Record<CaseOutcome, string>;

/**
 * The checks behind the grades of one assignment as a report in the Common Test Report Format (https://ctrf.io). How
 * long a check took is not known of a grade, so that all durations are 0.
 */
export function ctrfJson({ at, evidence, assignments, rows }: Gradebook, assignment: string): string {
  const title = assignments.find(({ id }) => id === assignment)?.policy.title ?? assignment;
  const tests = rows.flatMap(({ person, grades }) => {
    const grade = grades.get(assignment);
    return (grade ? checkCases(grade) : []).map(({ lab, name, outcome, earned, of, message }) => ({
      name,
      status: statuses[outcome],
      duration: 0,
      suite: [title, person.name, lab],
      message,
      extra: { person: person.id, earned, of },
    }));
  });
  const count = (status: (typeof statuses)[CaseOutcome]) =>
    tests.filter((test) => test.status === status).length;
  const report = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    timestamp: at,
    generatedBy: 'Drydock',
    ...(evidence === undefined ? {} : { extra: { evidence } }),
    results: {
      tool: { name: 'Drydock' },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: count('pending'),
        other: count('other'),
        start: msOf(at),
        stop: msOf(at),
      },
      tests,
    },
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
