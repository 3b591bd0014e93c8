import { DrydockError } from '../../lab/errors.ts';
import { type HomeClient, requireServer } from '../home-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import { formatTable, type Output } from '../output.ts';

/** Which browsers are signed in, by the server that runs for the home. */
export async function listSignIns(options: HomeOptions, output: Output): Promise<void> {
  const server = await requireServer(options, 'there are no sign-ins to list or to end');
  const signIns = await server.call('signIns');
  const rows = signIns.map(({ id, createdAt, expiresAt }) => [id, day(createdAt), day(expiresAt)]);
  output.answer(
    signIns,
    rows.length === 0
      ? ['No browser is signed in.']
      : formatTable([['sign-in', 'signed in', 'until'], ...rows]),
  );
}

/** Signs browsers out: those that are named, or all. Rejects with `not-found` for one that is not there. */
export async function endSignIns(
  ids: readonly string[],
  options: HomeOptions & { readonly all?: boolean },
  output: Output,
): Promise<void> {
  if ((options.all === true) === ids.length > 0)
    throw new DrydockError('bad-usage', {
      message: 'Say which sign-ins to end, or that all of them are meant.',
      fix: 'drydock sign-ins list shows them: drydock sign-ins end ID, or drydock sign-ins end --all.',
    });
  const server = await requireServer(options, 'there are no sign-ins to list or to end');
  const ended = options.all ? (await server.call('endOtherSignIns')).ended : await endEach(server, ids);
  output.answer({ ended }, [`${ended} ${ended === 1 ? 'browser is' : 'browsers are'} signed out.`]);
}

async function endEach(server: HomeClient, ids: readonly string[]): Promise<number> {
  for (const id of ids) await server.call('endSignIn', { id });
  return ids.length;
}

/** A time as people read it, in UTC. */
const day = (time: string) => `${time.slice(0, 16).replace('T', ' ')} UTC`;
