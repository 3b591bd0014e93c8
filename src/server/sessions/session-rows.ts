import type { Board } from '../../lab/wire/board.ts';

/**
 * A table with a head: a row for each learner and task, those too that nobody has begun, and those of learners who were
 * taken out. Times are ISO 8601, in UTC.
 */
export function sessionRows({
  labs,
  learners,
  removed,
  cells,
}: Board): readonly (readonly (string | number)[])[] {
  const known = new Map(
    cells.map(({ person, lab, task, standing }) => [`${person} ${lab} ${task}`, standing]),
  );
  const rows = [...learners, ...removed].flatMap(({ person, alias, helped, removedAt = '' }) =>
    labs.flatMap(({ id: lab, tasks }) =>
      tasks.map(({ id: task }) => {
        const standing = known.get(`${person} ${lab} ${task}`);
        const wasHelped = helped.includes(lab) ? 'yes' : '';
        if (standing === undefined)
          return [alias, lab, task, 'not begun', '', 0, '', '', '', wasHelped, removedAt];
        const { status, since, attempts, earned, of, isLocal } = standing;
        const seenBy = isLocal ? 'local' : 'server';
        return [alias, lab, task, status, since, attempts, earned, of, seenBy, wasHelped, removedAt];
      }),
    ),
  );
  const head = [
    'learner',
    'lab',
    'task',
    'status',
    'since',
    'attempts',
    'earned',
    'of',
    'seen by',
    'helped',
    'taken out',
  ];
  return [head, ...rows];
}
