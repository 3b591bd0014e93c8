import { StateMark } from '../parts/grade-state.tsx';
import { submissionsHref } from '../parts/places.ts';
import { pointsWord } from '../parts/worth.ts';
import type { BookCell, BookRow } from './gradebook-rows.ts';

interface RowProps {
  readonly assignment: string;
  readonly row: BookRow;
  readonly titleOf: (lab: string) => string;
  readonly hasSections: boolean;
  readonly open: (person: string) => void;
}

/** One person: the name opens what is said of them, each lab leads to what they handed in. */
export function GradeRow({ assignment, row, titleOf, hasSections, open }: RowProps) {
  const { person, name, sections, state, points } = row;
  return (
    <tr>
      <th scope="row">
        <button type="button" data-stop tabIndex={-1} title={name} onClick={() => open(person)}>
          {name}
        </button>
      </th>
      {hasSections && <td class="dd-grade-plain dd-grade-section">{sections.join(', ')}</td>}
      <td class="dd-grade-plain dd-grade-total">{pointsWord(points)}</td>
      <td class="dd-grade-plain" data-state={state}>
        <StateMark state={state} />
      </td>
      {row.cells.map((cell) => (
        <Cell
          key={cell.column}
          cell={cell}
          href={submissionsHref(assignment, person, cell.lab)}
          instead={cell.lab === cell.column ? undefined : titleOf(cell.lab)}
        />
      ))}
    </tr>
  );
}

interface CellProps {
  readonly cell: BookCell;
  readonly href: string;
  /** The lab that stands for that of the column. */
  readonly instead: string | undefined;
}

function Cell({ cell: { state, points, submissions }, href, instead }: CellProps) {
  return (
    <td data-state={state}>
      <a data-stop tabIndex={-1} href={href} title={instead === undefined ? undefined : `By ${instead}`}>
        <span class="dd-grade-points">{pointsWord(points)}</span>
        <StateMark state={state} />
        {submissions > 1 && <span class="dd-quiet"> ×{submissions}</span>}
        {instead !== undefined && (
          <span class="dd-quiet">
            {' '}
            by <span class="dd-instead">{instead}</span>
          </span>
        )}
      </a>
    </td>
  );
}
