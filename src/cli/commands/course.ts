import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';
import type { RosterChangesView } from '../../lab/wire/courses.ts';
import { sayWorkDays } from '../../lab/wire/work-days.ts';
import { asWorkDays } from '../asked-values.ts';
import { findCourse, findEnrolled } from '../find-assignment.ts';
import { requireServer } from '../home-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import { formatTable, type Output } from '../output.ts';

const serverOf = (options: HomeOptions) => requireServer(options, 'there are no courses');

export async function makeCourse(
  title: string,
  options: HomeOptions & { readonly zone?: string; readonly keep?: string },
  output: Output,
): Promise<void> {
  const zone = options.zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const course = await (await serverOf(options)).call('makeCourse', {
    body: { title, zone, ...(options.keep === undefined ? {} : { keepDays: asWorkDays(options.keep) }) },
  });
  output.answer(course, [
    `${course.title} (${course.id}), by the clocks of ${course.zone}.`,
    `What is handed in is kept ${sayWorkDays(course.keepDays)}.`,
  ]);
}

/** How long what is handed in is kept. Where work would be over by it now, it has to be said twice. */
export async function keepWorkOf(
  how: string,
  named: string | undefined,
  options: HomeOptions & { readonly forGood?: boolean },
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id, title } = await findCourse(server, named);
  const keepDays = asWorkDays(how);
  const kept = keepDays === null ? [] : await server.call('keptWork', { course: id, days: keepDays });
  const over = kept.filter(({ isOver }) => isOver);
  if (over.length > 0 && !options.forGood)
    throw new DrydockError('bad-usage', {
      message: `Kept ${sayWorkDays(keepDays)}, work of ${title} would be removed now: ${over.map(({ title: of, submissions }) => `${of} (${submissions})`).join(', ')}. It cannot be brought back.`,
      fix: `Give more days, or say: drydock course keep ${how} ${id} --for-good`,
    });
  const course = await server.call('changeCourse', { course: id, body: { keepDays } });
  output.answer(course, [`${course.title}: what is handed in is kept ${sayWorkDays(course.keepDays)}.`]);
}

export async function listCourses(options: HomeOptions, output: Output): Promise<void> {
  const courses = await (await serverOf(options)).call('courses');
  output.answer(
    courses,
    courses.length === 0
      ? ['There is no course. Make one: drydock course make "Security" --zone Europe/Vienna']
      : formatTable([
          ['course', 'title', 'zone', 'keeps work for'],
          ...courses.map(({ id, title, zone, keepDays }) => [
            id,
            title,
            zone,
            keepDays === null ? 'always' : `${keepDays} days`,
          ]),
        ]),
  );
}

/** Shows what a table of people would change, and does it where that is asked for and nothing is wrong with it. */
export async function importRoster(
  file: string,
  named: string | undefined,
  options: HomeOptions & { readonly apply?: boolean },
  output: Output,
): Promise<boolean> {
  const server = await serverOf(options);
  const { id, title } = await findCourse(server, named);
  const content = (await readTable(file)).toString('base64');
  const body = { file: basename(file), content, apply: options.apply ?? false };
  const changes = await server.call('importRoster', { course: id, body });
  output.answer(changes, describeChanges(title, changes));
  return changes.problems.length === 0;
}

export async function readTable(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new DrydockError('not-found', {
      message: `${file} cannot be read.`,
      fix: 'Name a file that is there and that you may read.',
      cause,
    });
  });
}

function describeChanges(title: string, changes: RosterChangesView): readonly string[] {
  const { added, changed, same, absent, problems, ignored, isImported } = changes;
  return [
    ...problems.flatMap(({ message, fix }) => (fix === undefined ? [message] : [message, `  ${fix}`])),
    ...added.map(({ line, name }) => `line ${line}: ${name} is new`),
    ...changed.map(
      ({ line, name, fields }) =>
        `line ${line}: ${name} has another ${fields.map(({ field }) => field).join(', ')}`,
    ),
    ...absent.map((name) => `${name} is not in the table, and stays`),
    ...(ignored.length > 0 ? [`Not read: ${ignored.join(', ')}`] : []),
    `${title}: ${added.length} new, ${changed.length} changed, ${same} the same.`,
    problems.length > 0
      ? 'Nothing is imported of a table that has problems.'
      : isImported
        ? 'Imported.'
        : 'Nothing is changed yet. Import it with --apply.',
  ];
}

export async function listEnrolled(
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id } = await findCourse(server, named);
  const people = await server.call('roster', { course: id });
  const rows = people.map(({ person, name, email = '', sections, pair = '' }) => [
    person,
    name,
    email,
    sections.join('; '),
    pair,
  ]);
  output.answer(people, formatTable([['person', 'name', 'e-mail', 'sections', 'pair'], ...rows]));
}

/** Links that sign people in, once each: of one, or of everybody. */
export async function linkEnrolled(
  who: string | undefined,
  options: HomeOptions & { readonly course?: string },
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id: course } = await findCourse(server, options.course);
  const people =
    who === undefined ? await server.call('roster', { course }) : [await findEnrolled(server, course, who)];
  const links: { person: string; name: string; url: string }[] = [];
  for (const { person, name } of people)
    links.push({ person, name, ...(await server.call('rosterLogin', { course, person })) });
  output.answer(
    links,
    links.map(({ name, url }) => `${name}: ${url}`),
  );
}
