/** What a board says in words: of a cell, of a learner. */
import type { Presence } from '../../../lab/sessions/stuck.ts';
import type { CellStatus, CellView } from './board-view.ts';

/** As the legend has them. */
export const cellWords: Readonly<Record<CellStatus, string>> = {
  done: 'done, and in how many minutes',
  open: 'checks hold, a question waits',
  failing: 'a check does not hold, for so many minutes',
  ours: 'our fault: something broke',
  at: 'at it, nothing checked yet',
  none: 'not begun',
};

export const presenceWords: Readonly<Record<Presence, string>> = {
  working: '',
  away: 'away',
  stuck: 'stuck',
  ours: 'our fault',
};

/** A cell as it is read out: `failing for 6 min, 3 attempts, stuck`. */
export function describeCell({ status, minutes, standing, current, stuck }: CellView): string {
  const lasted = minutes === undefined ? '' : ` for ${minutes} min`;
  const attempts = standing?.attempts ?? 0;
  const tried = attempts === 0 ? '' : `, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
  const words: Readonly<Record<CellStatus, string>> = {
    done: minutes === undefined ? 'done' : `done in ${minutes} min`,
    open: `checks hold, a question waits${lasted}`,
    failing: `failing${lasted}`,
    ours: `our fault${lasted}`,
    at: `at it${lasted}, nothing checked`,
    none: 'not begun',
  };
  return `${words[status]}${tried}${stuck ? ', stuck' : ''}${current && status !== 'at' ? ', at it now' : ''}`;
}

/** `Anna is at …` is said by place: `First container, task 2: Drop them all`. */
export const columnName = ({
  labTitle,
  number,
  title,
}: {
  readonly labTitle: string;
  readonly number: number;
  readonly title: string;
}): string => `${labTitle}, task ${number}: ${title}`;
