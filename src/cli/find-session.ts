import { DrydockError } from '../lab/errors.ts';
import { parseJoinCode } from '../lab/sessions/join-code.ts';
import type { SessionView } from '../lab/wire/sessions.ts';
import type { HomeClient } from './home-client.ts';

/** By id, code or title; without a name the only one that has not ended. */
export async function findSession(server: HomeClient, named: string | undefined): Promise<SessionView> {
  const all = await server.call('sessions');
  const code = named === undefined ? undefined : parseJoinCode(named);
  const found = all.filter(({ id, title, code: own, phase }) =>
    named === undefined
      ? phase !== 'ended'
      : id === named || title === named || (code !== undefined && own === code),
  );
  const [session] = found;
  if (session !== undefined && found.length === 1) return session;
  throw new DrydockError(session === undefined ? 'not-found' : 'bad-usage', {
    message:
      session === undefined
        ? named === undefined
          ? 'No session is open or planned.'
          : `There is no session “${named}”.`
        : `It could be each of: ${found.map(({ title, id }) => `${title} (${id})`).join(', ')}.`,
    fix: 'See them all with: drydock session list',
  });
}
