import { randomUUID } from 'node:crypto';
import { DrydockError } from '../../lab/errors.ts';
import { parseLabId } from '../../lab/lab-id.ts';
import { receiptLines } from '../assignment-lines.ts';
import { requireServer } from '../home-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';

/**
 * Hands in what the lab has now. It is received once this answers. What could not be graded as it is has to be asked for
 * `--anyway`: a learner should not wait for a grade that never comes.
 */
export async function handIn(
  id: string,
  options: HomeOptions & { readonly assignment?: string; readonly key?: string; readonly anyway?: boolean },
  output: Output,
): Promise<void> {
  const server = await requireServer(options, 'nothing can be handed in');
  const lab = parseLabId(id);
  const all = await server.call('myAssignments');
  const found = all.filter(({ id: of, title, labs }) =>
    options.assignment === undefined
      ? labs.some((each) => each.lab === lab)
      : of === options.assignment || title === options.assignment,
  );
  const [assignment] = found;
  if (assignment === undefined || found.length > 1)
    throw new DrydockError(assignment === undefined ? 'not-found' : 'bad-usage', {
      message:
        assignment === undefined
          ? `${lab} is part of no assignment of yours.`
          : `It could be for each of: ${found.map(({ title }) => title).join(', ')}.`,
      fix: 'Say which: --assignment TITLE',
    });
  const { cannotGrade } = await server.call('workToHandIn', { assignment: assignment.id, lab });
  if (cannotGrade !== undefined && !options.anyway)
    throw new DrydockError('bad-usage', {
      message: `Handed in as it is, ${lab} could not be graded. ${cannotGrade}`,
      fix: 'Mend it and hand in again; or hand it in all the same, which uses no attempt: --anyway',
    });
  const key = options.key ?? randomUUID();
  const receipt = await server.call('handIn', { assignment: assignment.id, lab, body: { key } });
  output.answer(receipt, [`${assignment.title}`, ...receiptLines(receipt)]);
}
