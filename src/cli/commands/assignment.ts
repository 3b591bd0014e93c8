import { basename } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';
import { parseLabId } from '../../lab/lab-id.ts';
import { exportKinds } from '../../lab/wire/assignments.ts';
import { writeAskedFile } from '../asked-file.ts';
import { assignmentLines, gradeLines, gradeTable } from '../assignment-lines.ts';
import { findAssignment, findCourse, findEnrolled } from '../find-assignment.ts';
import { requireServer } from '../home-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import { formatTable, type Output } from '../output.ts';
import { momentOf, numberOf, type PolicyOptions, policyOf } from '../policy-options.ts';
import { asShown } from '../session-lines.ts';
import { readTable } from './course.ts';

const serverOf = (options: HomeOptions) => requireServer(options, 'there are no assignments');

export async function makeAssignment(
  title: string,
  options: HomeOptions & PolicyOptions & { readonly course?: string },
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const course = await findCourse(server, options.course);
  const policy = await policyOf(title, course, options);
  const made = await server.call('makeAssignment', { course: course.id, body: { policy } });
  output.answer(made, assignmentLines(made));
}

export async function listAssignments(options: HomeOptions, output: Output): Promise<void> {
  const all = await (await serverOf(options)).call('assignments');
  const rows = all.map(({ id, title, course, due, submissions, waiting }) => [
    id,
    title,
    course.title,
    asShown(due),
    String(submissions),
    String(waiting),
  ]);
  output.answer(
    all,
    rows.length === 0
      ? ['There is no assignment. Make one: drydock assignment make "Week 1" --labs … --due …']
      : formatTable([['assignment', 'title', 'course', 'due', 'submissions', 'waiting'], ...rows]),
  );
}

/** The rules; or, of one person, the grade with its arithmetic. */
export async function showAssignment(
  named: string | undefined,
  options: HomeOptions & { readonly person?: string },
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const assignment = await findAssignment(server, named);
  if (options.person === undefined) return output.answer(assignment, assignmentLines(assignment));
  const { person } = await findEnrolled(server, assignment.course.id, options.person);
  const { rows } = await server.call('gradebook', { assignment: assignment.id });
  const grade = rows.find((each) => each.person === person);
  return output.answer(grade, grade === undefined ? [] : gradeLines(grade));
}

/** Grades of everybody, as a table. */
export async function showGradebook(
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id, title } = await findAssignment(server, named);
  const gradebook = await server.call('gradebook', { assignment: id });
  output.answer(gradebook, [
    title,
    ...gradeTable(gradebook.rows),
    ...(gradebook.evidence === null ? [] : [`Evidence up to ${gradebook.evidence}`]),
  ]);
}

export interface ExtendOptions {
  readonly until?: string;
  readonly factor?: string;
  readonly minutes?: string;
  readonly attempts?: string;
  readonly excuse?: boolean;
  readonly reason?: string;
}

/** What is otherwise for one person, from now on and for what they handed in before. */
export async function extendAssignment(
  who: string,
  named: string | undefined,
  options: HomeOptions & ExtendOptions,
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id, course } = await findAssignment(server, named);
  const { person } = await findEnrolled(server, course.id, who);
  const change = changeOf(options, course.zone);
  const body = { change, reason: options.reason ?? '' };
  const grade = await server.call('adjust', { assignment: id, person, body });
  output.answer(grade, gradeLines(grade));
}

function changeOf({ until, factor, minutes, attempts, excuse }: ExtendOptions, zone: string) {
  const asked = [
    ...(until === undefined ? [] : [{ kind: 'extension', until: momentOf('--until', until, zone) }]),
    ...(factor === undefined ? [] : [{ kind: 'factor', factor: numberOf('--factor', factor) }]),
    ...(minutes === undefined ? [] : [{ kind: 'extra-minutes', minutes: numberOf('--minutes', minutes) }]),
    ...(attempts === undefined
      ? []
      : [{ kind: 'extra-attempts', attempts: numberOf('--attempts', attempts) }]),
    ...(excuse ? [{ kind: 'excused' }] : []),
  ];
  const [change, ...others] = asked;
  if (change !== undefined && others.length === 0) return change;
  throw new DrydockError('bad-usage', {
    message: 'Say one thing that is otherwise for this person.',
    fix: 'Say --until, --factor, --minutes, --attempts or --excuse.',
  });
}

/** Says what work is worth, whatever its checks earned. */
export async function overrideGrade(
  who: string,
  points: string,
  named: string | undefined,
  options: HomeOptions & { readonly lab?: string; readonly reason?: string },
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id, course } = await findAssignment(server, named);
  const { person } = await findEnrolled(server, course.id, who);
  const { lab, reason } = options;
  if (reason === undefined)
    throw new DrydockError('bad-usage', {
      message: 'Whoever is graded by hand reads why.',
      fix: 'Say --reason "…".',
    });
  const grade = await server.call('override', {
    assignment: id,
    person,
    body: {
      points: points === 'none' ? null : numberOf('points', points),
      reason,
      ...(lab === undefined ? {} : { lab: parseLabId(lab) }),
    },
  });
  output.answer(grade, gradeLines(grade));
}

/** Says something of somebody's work, which they read. */
export async function commentWork(
  who: string,
  text: string,
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id, course } = await findAssignment(server, named);
  const { person, name } = await findEnrolled(server, course.id, who);
  const said = await server.call('comment', { assignment: id, person, body: { text } });
  output.answer(said, [`${name} can read it.`]);
}

export interface ExportOptions {
  readonly as?: string;
  readonly canvas?: string;
  readonly column?: string;
  readonly person?: string;
}

/** Writes grades as another program reads them. */
export async function exportAssignment(
  file: string,
  named: string | undefined,
  options: HomeOptions & ExportOptions,
  output: Output,
): Promise<void> {
  const { as: asked = 'long', canvas, column, person } = options;
  const as = exportKinds.find((kind) => kind === asked);
  if (as === undefined)
    throw new DrydockError('bad-usage', {
      message: `“${asked}” is no form that grades are exported in.`,
      fix: `Say --as ${exportKinds.join(', or --as ')}.`,
    });
  const server = await serverOf(options);
  const { id } = await findAssignment(server, named);
  const table =
    canvas === undefined
      ? undefined
      : { file: basename(canvas), content: (await readTable(canvas)).toString('base64') };
  const { content, left } = await server.call('exportGrades', {
    assignment: id,
    body: {
      as,
      ...(table && { table }),
      ...(column === undefined ? {} : { column }),
      ...(person === undefined ? {} : { person }),
    },
  });
  await writeAskedFile(file, content, 'wx');
  output.answer({ file, left }, [
    `Written to ${file}.`,
    ...left.map(({ name, why }) => `${name} is left out: ${why}.`),
  ]);
}
