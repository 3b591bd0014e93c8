/** The arithmetic of a grade, step by step, in sentences that somebody can read aloud. */
import { type Lateness, percentOff } from '../lateness.ts';
import type { PersonalTerms } from '../personal-terms.ts';
import { sayPoints, sayPointsOf, toHundredths } from '../points.ts';
import type { AssignmentPolicy } from '../policy/assignment-policy.ts';
import { sayCount, sayInstant, sayLength } from '../time/time-words.ts';
import type { AssignmentGrade } from './assignment-grade.ts';
import type { Attempt, Refusal } from './attempts.ts';
import type { LabGrade } from './lab-grade.ts';

export function gradeLines(
  policy: AssignmentPolicy,
  grade: Omit<AssignmentGrade, 'lines'>,
): readonly string[] {
  const { terms, labs, override } = grade;
  if (terms.isExcused) return ['Excused: this assignment does not count.'];
  const lines = [
    ...termsLines(policy, terms),
    ...labs.flatMap((lab) => labLines(policy, terms, lab)),
    totalLine(grade),
  ];
  if (override && override.points !== null)
    lines.push(
      `In the place of that stand ${sayPointsOf(toHundredths(override.points))}, since: ${override.reason}`,
    );
  if (grade.isPassed !== undefined)
    lines.push(
      `${policy.pass} % of ${sayPoints(toHundredths(grade.of))} is needed to pass: ` +
        (grade.isPassed ? 'passed.' : 'not passed.'),
    );
  return lines;
}

function termsLines({ window, zone }: AssignmentPolicy, terms: PersonalTerms): readonly string[] {
  const due = `Due for all: ${sayInstant(window.due, zone)}.`;
  if (terms.end === window.due) return [due];
  const since =
    terms.length !== undefined && terms.firstOpened !== undefined && terms.end !== terms.due
      ? `, ${sayLength(terms.length)} after it was first opened`
      : '';
  return [due, `On time for this person: until ${sayInstant(terms.end, zone)}${since}.`];
}

function labLines(policy: AssignmentPolicy, terms: PersonalTerms, grade: LabGrade): readonly string[] {
  const { lab, attempts, override } = grade;
  const lines: string[] = [];
  if (lab.insteadOf !== undefined) lines.push(`${lab.lab} stands in the place of ${lab.insteadOf}.`);
  for (const attempt of attempts) lines.push(...attemptLines(policy, terms, grade, attempt));
  lines.push(`${lab.lab}: ${outcomeOf(policy, grade)}`);
  if (override && override.points !== null)
    lines.push(
      `${lab.lab}: in the place of that stand ${sayPointsOf(toHundredths(override.points))}, ` +
        `since: ${override.reason}`,
    );
  return lines;
}

function attemptLines(
  policy: AssignmentPolicy,
  terms: PersonalTerms,
  { lab, of }: LabGrade,
  attempt: Attempt,
): readonly string[] {
  const { submission, judgement, lateness, earned, worth } = attempt;
  const name = `${lab.lab}, number ${attempt.number}`;
  const came = `${name} began to be uploaded ${sayInstant(submission.uploadBegan, policy.zone)}, ${sayLateness(lateness)}`;
  if (attempt.refused !== undefined)
    return [`${came}. It is not accepted: ${sayRefusal(attempt.refused, terms)}.`];
  if (judgement.kind === 'waiting') return [`${came}. It waits to be graded.`];
  if (judgement.kind === 'could-not-grade')
    return [`${came}. It could not be graded, and uses no attempt: ${judgement.cause}.`];
  const lines = [
    `${came}. Its checks earned ${sayPoints(judgement.earned)} of ${sayPoints(judgement.of)}: ` +
      `${sayPoints(of)} × ${sayPoints(judgement.earned)} / ${sayPoints(judgement.of)} = ${sayPoints(earned ?? 0)}.`,
  ];
  if (judgement.isUnstable)
    lines.push(`${name} is unstable: what one look saw another did not. Each check counts as seen least.`);
  if (judgement.failedSince !== undefined)
    lines.push(`${name} could not be graded again, so the grading before stands: ${judgement.failedSince}.`);
  if (lateness.kind === 'late')
    lines.push(sayPenalty(name, lateness, { earned: earned ?? 0, worth: worth ?? 0, of }));
  return lines;
}

export function sayLateness(lateness: Lateness): string {
  switch (lateness.kind) {
    case 'on-time':
      return 'on time';
    case 'in-grace':
      return `${sayLength(lateness.by)} after the end and within the grace`;
    case 'late':
      return `${sayLength(lateness.by)} late, ` + `in ${lateness.rule.each} ${lateness.begun} after the end`;
    case 'too-late':
      return `${sayLength(lateness.by)} after the end`;
  }
}

function sayRefusal(refused: Refusal, { attempts }: PersonalTerms): string {
  switch (refused) {
    case 'before-opening':
      return 'the assignment was not open yet';
    case 'too-late':
      return 'nothing is accepted so late';
    case 'no-attempt':
      return `all ${attempts} attempts had been used`;
  }
}

function sayPenalty(
  name: string,
  lateness: Extract<Lateness, { readonly kind: 'late' }>,
  { earned, worth, of }: { readonly earned: number; readonly worth: number; readonly of: number },
): string {
  const { rule, begun } = lateness;
  const base = rule.of === 'earned' ? earned : of;
  const off = sayPoints(percentOff(lateness));
  const floor =
    rule.floor > 0 ? `, but what is left is not brought below ${rule.floor} % of ${sayPoints(base)}` : '';
  return (
    `${name}: ${rule.percent} % for each of ${sayCount(begun, rule.each)} is ${off} % of ` +
    `${sayPoints(base)}, taken off ${sayPoints(earned)}${floor}: ${sayPoints(worth)}.`
  );
}

function outcomeOf(policy: AssignmentPolicy, grade: LabGrade): string {
  const { counted, attempts, soFar, of } = grade;
  const worth = `${sayPoints(soFar ?? 0)} of ${sayPointsOf(of)}`;
  const which = counted.map(({ number }) => number).join(', ');
  const kept =
    attempts.length === 1
      ? worth
      : policy.keep === 'mean'
        ? `the mean counts, of ${which}: ${worth}`
        : `the ${policy.keep} counts, which is number ${which}: ${worth}`;
  const before = soFar === undefined ? '' : ` So far: ${kept}.`;
  switch (grade.state) {
    case 'not-open':
      return 'not open yet.';
    case 'open':
      return 'nothing is handed in, and there is still time.';
    case 'missing':
      return `nothing was accepted in time: 0 of ${sayPointsOf(of)}.`;
    case 'waiting':
      return `the grade waits for what is not graded yet.${before}`;
    case 'could-not-grade':
      return `the grade is open, since something could not be graded; that is no fault of the person.${before}`;
    case 'overridden':
      return counted.length > 0 ? `${kept}.` : 'nothing is graded.';
    case 'late':
      return counted.length > 0 ? `${kept}.` : `all came too late: 0 of ${sayPointsOf(of)}.`;
    case 'graded':
    case 'unstable':
      return `${kept}.`;
  }
}

function totalLine({ labs }: Omit<AssignmentGrade, 'lines'>): string {
  const of = labs.reduce((all, lab) => all + lab.of, 0);
  const points = labs.flatMap((lab) => (lab.points === undefined ? [] : [lab.points]));
  if (points.length < labs.length) return `Together: not decided, of ${sayPointsOf(of)}.`;
  const sum = points.reduce((all, each) => all + each, 0);
  const terms = points.length === 1 ? '' : `${points.map(sayPoints).join(' + ')} = `;
  return `Together: ${terms}${sayPoints(sum)} of ${sayPointsOf(of)}.`;
}
