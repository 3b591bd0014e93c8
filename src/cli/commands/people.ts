import { DrydockError } from '../../lab/errors.ts';
import { AddMemberSchema } from '../../lab/wire/members.ts';
import { type HomeClient, requireServer } from '../home-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import { formatTable, type Output } from '../output.ts';

const serverOf = (options: HomeOptions) => requireServer(options, 'nobody can be let in');

/** Who leads what. */
export async function listPeople(options: HomeOptions, output: Output): Promise<void> {
  const members = await (await serverOf(options)).call('members');
  const rows = members.map(({ person: { id, name }, role, scope }) => [id, name, role, scope]);
  output.answer(members, formatTable([['person', 'name', 'role', 'where'], ...rows]));
}

/** Lets somebody lead. What is printed signs one browser of theirs in, once. */
export async function addPerson(
  name: string,
  options: HomeOptions & { readonly role?: string; readonly course?: string },
  output: Output,
): Promise<void> {
  const { role: asked = '', course } = options;
  const { data: role } = AddMemberSchema.shape.role.safeParse(asked);
  if (role === undefined)
    throw new DrydockError('bad-usage', {
      message: `“${asked}” is no role that can be given.`,
      fix: `Say --role ${AddMemberSchema.shape.role.options.join(', or --role ')}.`,
    });
  const server = await serverOf(options);
  const scope = course === undefined ? 'home' : (`course:${course}` as const);
  const { person } = await server.call('addMember', { body: { name, role, scope } });
  const { url } = await server.call('memberLogin', { person: person.id });
  output.answer({ person, role, scope, url }, [
    `${person.name} signs in by this link, once, within a day:`,
    url,
  ]);
}

/** Another link for somebody who leads. */
export async function linkPerson(named: string, options: HomeOptions, output: Output): Promise<void> {
  const server = await serverOf(options);
  const { person } = await findMember(server, named);
  const { url } = await server.call('memberLogin', { person: person.id });
  output.answer({ url }, [url]);
}

/** Takes all roles of somebody away; what they did stays. */
export async function removePerson(named: string, options: HomeOptions, output: Output): Promise<void> {
  const server = await serverOf(options);
  const { person } = await findMember(server, named);
  const held = (await server.call('members')).filter((member) => member.person.id === person.id);
  for (const { role, scope } of held)
    await server.call('takeRole', { person: person.id, body: { role, scope } });
  output.answer({ removed: held.length }, [`${person.name} leads nothing any more.`]);
}

async function findMember(server: HomeClient, named: string) {
  const members = await server.call('members');
  const found = members.filter(({ person }) => person.id === named || person.name === named);
  const [member] = found;
  if (member !== undefined && new Set(found.map(({ person }) => person.id)).size === 1) return member;
  throw new DrydockError('not-found', {
    message:
      member === undefined
        ? `Nobody of the name or id “${named}” leads anything.`
        : `Several are called “${named}”.`,
    fix: 'See their ids with: drydock people list',
  });
}
