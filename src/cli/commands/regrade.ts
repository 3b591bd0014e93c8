import { DrydockError } from '../../lab/errors.ts';
import { parseLabId } from '../../lab/lab-id.ts';
import { regradeLines } from '../assignment-lines.ts';
import { findAssignment, findEnrolled } from '../find-assignment.ts';
import { requireServer } from '../home-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';

const serverOf = (options: HomeOptions) => requireServer(options, 'nothing is graded');

/** A draft: who would move, and by which checks. */
export async function regradeAssignment(
  named: string | undefined,
  options: HomeOptions & { readonly reason?: string; readonly labs?: string; readonly person?: string },
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id, course } = await findAssignment(server, named);
  const { labs, person, reason = 'A check was mended' } = options;
  const people = person === undefined ? undefined : [(await findEnrolled(server, course.id, person)).person];
  const draft = await server.call('makeRegrade', {
    assignment: id,
    body: {
      reason,
      ...(labs === undefined ? {} : { labs: labs.split(',').map((lab) => parseLabId(lab.trim())) }),
      ...(people === undefined ? {} : { people }),
    },
  });
  output.answer(draft, regradeLines(draft));
}

export async function decideRegrade(
  id: string,
  decision: 'applied' | 'discarded',
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  for (const { id: assignment } of await server.call('assignments')) {
    const regrades = await server.call('regrades', { assignment });
    if (!regrades.some((each) => each.id === id)) continue;
    const decided = await server.call('decideRegrade', { assignment, id, body: { decision } });
    return output.answer(decided, regradeLines(decided));
  }
  throw new DrydockError('not-found', {
    message: `There is no regrade ${id}.`,
    fix: 'See those of an assignment with: drydock assignment regrades',
  });
}

export async function listRegrades(
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id, title } = await findAssignment(server, named);
  const all = await server.call('regrades', { assignment: id });
  output.answer(
    all,
    all.length === 0 ? [`${title} was never graded anew.`] : all.flatMap((each) => regradeLines(each)),
  );
}
