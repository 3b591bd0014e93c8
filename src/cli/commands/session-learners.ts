import { DrydockError } from '../../lab/errors.ts';
import { findSession } from '../find-session.ts';
import { type HomeClient, requireServer } from '../home-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';
import { asShown } from '../session-lines.ts';

/** Takes learners out of a session; what they made stays. */
export async function removeLearner(
  learner: string,
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await requireServer(options, 'there are no sessions');
  const { id: session, title } = await findSession(server, named);
  const { person, alias } = await findLearner(server, session, learner);
  await server.call('removeLearner', { session, person });
  output.answer({ session, person, alias }, [
    `${alias} is out of ${title}. What they made is kept, and is in the export.`,
    'By the code they can join again: drydock session code draws a new one.',
  ]);
}

/** Makes a learner's personal link anew: those before it let nobody in any more. */
export async function renewLink(
  learner: string,
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await requireServer(options, 'there are no sessions');
  const { id: session } = await findSession(server, named);
  const { person, alias } = await findLearner(server, session, learner);
  const { token, until } = await server.call('renewLink', { session, person });
  const url = `${server.url}/join/#link=${token}`;
  output.answer({ url, until }, [`${alias} comes back by this link, until ${asShown(until)}:`, url]);
}

/** By the name that the board shows, or by id. */
async function findLearner(server: HomeClient, session: string, named: string) {
  const { learners } = await server.call('board', { session });
  const found = learners.find(({ person, alias }) => alias === named || person === named);
  if (found !== undefined) return found;
  throw new DrydockError('not-found', {
    message: `Nobody called ${named} is in this session.`,
    fix: 'Say the name as it stands in: drydock session show',
  });
}
