import type { Column } from './board-model.ts';
import type { RowView } from './board-view.ts';
import { describeCell } from './board-words.ts';
import { SignalShape } from './signal-shape.tsx';

interface TasksProps extends Pick<RowView, 'cells'> {
  readonly columns: readonly Column[];
  readonly titleOf: (lab: string) => string;
}

/** How the tasks of one learner stand, lab by lab; labs that were not begun in one line. */
export function LearnerTasks({ columns, cells, titleOf }: TasksProps) {
  const isBegun = ([, own]: readonly [string, readonly Column[]]) =>
    own.some((column) => (cells[columns.indexOf(column)]?.status ?? 'none') !== 'none');
  const labs = [...Map.groupBy(columns, ({ lab }) => lab)];
  const later = labs.filter((lab) => !isBegun(lab));
  return (
    <section aria-labelledby="dd-detail-tasks">
      <h3 id="dd-detail-tasks">Tasks</h3>
      {labs.filter(isBegun).map(([lab, own]) => (
        <div key={lab}>
          <p class="dd-detail-lab">{titleOf(lab)}</p>
          <ul class="dd-detail-tasks">
            {own.map((column) => (
              <Task key={column.task} column={column} cell={cells[columns.indexOf(column)]} />
            ))}
          </ul>
        </div>
      ))}
      {later.length > 0 && (
        <p class="dd-quiet dd-detail-later">Not begun: {later.map(([lab]) => titleOf(lab)).join(', ')}.</p>
      )}
    </section>
  );
}

interface TaskProps {
  readonly column: Column;
  readonly cell: RowView['cells'][number] | undefined;
}

function Task({ column, cell }: TaskProps) {
  if (cell === undefined) return null;
  return (
    <li data-current={cell.current}>
      {cell.status === 'none' ? <span class="dd-cell-sign" /> : <SignalShape status={cell.status} />}
      <span>
        {column.number} {column.title}: <span class="dd-quiet">{describeCell(cell)}</span>
        {cell.standing !== undefined && cell.standing.message !== '' && (
          <span class="dd-attempt-message">{cell.standing.message}</span>
        )}
      </span>
    </li>
  );
}
