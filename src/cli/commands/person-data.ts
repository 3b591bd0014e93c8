import * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import { writeAskedFile } from '../asked-file.ts';
import { type HomeClient, requireServer } from '../home-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';

const serverOf = (options: HomeOptions) => requireServer(options, 'nothing is known of people');

/** Writes all that is kept of somebody, as JSON. */
export async function exportPerson(
  file: string,
  named: string,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id, name } = await findPerson(server, named);
  const data = await server.call('personData', { person: id });
  await writeAskedFile(file, `${JSON.stringify(data, null, 2)}\n`, 'wx');
  const rows = Object.values(data).reduce((sum, each) => sum + each.length, 0);
  output.answer({ file, rows }, [`All that is kept of ${name} is in ${file}: ${rows} rows.`]);
}

/** Takes somebody away with what is kept of them. It cannot be undone, so that it has to be said twice. */
export async function erasePerson(
  named: string,
  options: HomeOptions & { readonly forGood?: boolean },
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id, name } = await findPerson(server, named);
  if (!options.forGood)
    throw new DrydockError('bad-usage', {
      message: `Nothing of ${name} (${id}) could be brought back: their name, links, answers, files and what was observed of them go.`,
      fix: `Keep a copy with \`drydock people export\` first, if they want one. Then say: drydock people erase ${id} --for-good`,
    });
  const erased = await server.call('erasePerson', { person: id });
  output.answer(erased, [
    `${name} is gone from this home and from its backups in it. ${erased.attempts} attempts are counted on without a name.`,
    ...erased.left.map((path) => `Remove ${path} yourself: it is from before a restore, and may hold them.`),
    'Files that `drydock backup` or an export wrote elsewhere may hold them too. After a restore of such a backup, erase them again.',
  ]);
}

interface Found {
  readonly id: string;
  readonly name: string;
}

/** By id or name: of those who lead, joined a session, or take part in a course; of all others by id. */
async function findPerson(server: HomeClient, named: string): Promise<Found> {
  const members = await server.call('members');
  const boards = [];
  const rosters = [];
  for (const { id } of await server.call('sessions'))
    boards.push(await server.call('board', { session: id }));
  for (const { id } of await server.call('courses'))
    rosters.push(await server.call('roster', { course: id }));
  const all: readonly Found[] = [
    ...members.map(({ person }) => person),
    ...boards.flatMap(({ learners, removed }) =>
      [...learners, ...removed].map(({ person: id, alias: name }) => ({ id, name })),
    ),
    ...rosters.flat().map(({ person: id, name }) => ({ id, name })),
  ];
  const found = new Map(
    all.filter(({ id, name }) => id === named || name === named).map((each) => [each.id, each]),
  );
  const [person] = found.values();
  if (person !== undefined && found.size === 1) return person;
  if (person === undefined && z.ulid().safeParse(named).success) return findById(server, named);
  throw new DrydockError(person === undefined ? 'not-found' : 'bad-usage', {
    message:
      person === undefined
        ? `Nobody of the name or id “${named}” leads, has joined a session, or takes part in a course.`
        : `Several are called “${named}”: ${[...found.keys()].join(', ')}.`,
    fix: 'Say the id: drydock session show --json, drydock course people --json, drydock lti scores --json and drydock people list name them.',
  });
}

/** Somebody who came from a learning platform stands in no list of ours. */
async function findById(server: HomeClient, id: string): Promise<Found> {
  const data = await server.call('personData', { person: id });
  const [person] = z.array(z.object({ name: z.string() })).parse(data.person);
  return { id, name: person?.name ?? id };
}
