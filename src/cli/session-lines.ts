/** Sessions and their boards as a terminal shows them. */
import type { LabId } from '../lab/lab-id.ts';
import { showJoinCode } from '../lab/sessions/join-code.ts';
import type { Board } from '../lab/wire/board.ts';
import type { SessionView } from '../lab/wire/sessions.ts';
import { formatTable } from './output.ts';

/** As whoever sits at this terminal reads it. */
export const asShown = (time: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));

/** A session, and how one joins it. */
export function describeSession(
  { title, phase, code = '', joined, capacity, ends, keepDays, keptUntil }: SessionView,
  url: string,
): readonly string[] {
  return [
    `${title}: ${phase}, until ${asShown(ends)}; ${joined} of ${capacity} have joined.`,
    `What learners make is kept for ${keepDays} ${keepDays === 1 ? 'day' : 'days'}, and removed on ${asShown(keptUntil)}.`,
    ...(phase === 'ended' ? [] : [`Join at ${url}/join/ with the code ${showJoinCode(code)}`]),
  ];
}

const cellSigns = { done: '✓', open: '?', failing: '✗', ours: '!' } as const;

/** How everybody stands, as a table, and whose hand is up. */
export function boardLines({ labs, learners, cells, hands, seats }: Board): readonly string[] {
  const signOf = (person: string, lab: LabId, task: string) => {
    const cell = cells.find((each) => each.person === person && each.lab === lab && each.task === task);
    return cell === undefined ? '·' : cellSigns[cell.standing.status];
  };
  const rows = learners.map(({ person, alias }) => [
    alias,
    ...labs.map(({ id, tasks }) => tasks.map((task) => signOf(person, id, task.id)).join('')),
  ]);
  return [
    ...formatTable([['learner', ...labs.map(({ id }) => id)], ...rows]),
    ...(learners.length === 0
      ? ['Nobody has joined yet.']
      : ['', '✓ done  ? a question is open  ✗ fails  ! ours  · not begun']),
    ...seats.map(({ person, state, message }) => {
      const alias = learners.find((each) => each.person === person)?.alias ?? person;
      return state === 'failed' ? `${alias} has no seat: ${message}` : `${alias} ${message}`;
    }),
    ...hands.map(({ alias, text, takenBy }) =>
      [`${alias} has a hand up`, text === '' ? '' : `: ${text}`, takenBy ? ` (${takenBy} comes)` : ''].join(
        '',
      ),
    ),
  ];
}
