import { useMemo, useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { AskedPlace } from '../../parts/asked-place.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { useAsked } from '../../parts/use-asked.ts';
import { useLabTitles } from '../../parts/use-lab-titles.ts';
import { askBook, type Book } from './book.ts';
import { BookFilters } from './book-filters.tsx';
import { GradeTable } from './grade-table.tsx';
import { GradebookHead } from './gradebook-head.tsx';
import { filterRows, noFilter, rowsOf } from './gradebook-rows.ts';
import { PersonDialog } from './person-dialog.tsx';

interface PageProps {
  readonly connection: Connection;
  readonly id: string;
}

/** Grades as they are now: they are made when somebody asks, and asked for again while something waits. */
export function GradebookPage({ connection, id }: PageProps) {
  const asked = useAsked(
    connection,
    () => askBook(connection, id),
    ({ assignment }) => assignment.waiting > 0,
    10_000,
  );
  usePageTitle(asked.value?.assignment.title ?? 'Gradebook');
  return (
    <AskedPlace asked={asked} what="The gradebook">
      {(book) => <Shown connection={connection} book={book} again={asked.again} />}
    </AskedPlace>
  );
}

interface ShownProps {
  readonly connection: Connection;
  readonly book: Book;
  readonly again: () => Promise<void>;
}

function Shown({ connection, book, again }: ShownProps) {
  const { assignment, gradebook, people } = book;
  const [filter, setFilter] = useState(noFilter);
  const [opened, setOpened] = useState<string | undefined>(undefined);
  const titleOf = useLabTitles(connection, true);
  const rows = useMemo(() => rowsOf(gradebook.rows, assignment.labs, people), [book]);
  const shown = useMemo(() => filterRows(rows, filter), [rows, filter]);
  const row = rows.find(({ person }) => person === opened);
  return (
    <div class="dd-gradebook">
      <GradebookHead connection={connection} book={book} again={again} />
      {rows.length === 0 ? (
        <p class="dd-say">Nobody takes part in the course yet, so there is no grade.</p>
      ) : (
        <>
          <BookFilters rows={rows} shown={shown.length} filter={filter} onChange={setFilter} />
          <GradeTable
            assignment={assignment}
            rows={shown}
            titleOf={titleOf}
            hasSections={rows.some(({ sections }) => sections.length > 0)}
            open={setOpened}
          />
        </>
      )}
      {row !== undefined && (
        <PersonDialog
          key={row.person}
          connection={connection}
          book={book}
          row={row}
          titleOf={titleOf}
          onChange={again}
          onClose={() => setOpened(undefined)}
        />
      )}
    </div>
  );
}
