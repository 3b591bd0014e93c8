import { formatJUnitReport } from '../../lab/general/junit-report.ts';
import { type CheckCase, checkCases } from './check-cases.ts';
import type { Gradebook } from './gradebook.ts';

/**
 * The checks behind the grades of one assignment as JUnit XML: a suite a person, a class a lab, a case a check. The head
 * of the chain of evidence stands in the name of the report, since no other place of it is shown by all that read it.
 */
export function gradesJUnit({ at, evidence, assignments, rows }: Gradebook, assignment: string): string {
  const title = assignments.find(({ id }) => id === assignment)?.policy.title ?? assignment;
  return formatJUnitReport({
    name: evidence === undefined ? title : `${title} (evidence up to ${evidence})`,
    suites: rows.flatMap(({ person, grades }) => {
      const grade = grades.get(assignment);
      if (grade === undefined) return [];
      return [{ name: person.name, timestamp: new Date(at), testCases: checkCases(grade).map(caseOf) }];
    }),
  });
}

function caseOf({ lab, name, outcome, message }: CheckCase) {
  const base = { name, classname: lab };
  switch (outcome) {
    case 'passed':
      return base;
    case 'failed':
      return { ...base, failures: [{ message, type: 'failed' }] };
    case 'undecided':
      return { ...base, errors: [{ message, type: 'could-not-grade' }] };
    case 'skipped':
    case 'pending':
      return { ...base, skipped: true, systemOut: [message] };
  }
}
