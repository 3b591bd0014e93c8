import type { BookKey, BookSort } from './gradebook-rows.ts';

interface HeadProps {
  readonly by: BookKey;
  readonly words: string;
  readonly sub?: string;
  readonly sort: BookSort;
  readonly onSort: (sort: BookSort) => void;
}

/** The head of a column, which sorts by it. Points begin with the best. */
export function SortHead({ by, words, sub = '', sort, onSort }: HeadProps) {
  const isSorted = sort.by === by;
  const isOfPoints = by === 'total' || typeof by === 'number';
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
      class={by === 'name' ? 'dd-grade-corner' : undefined}
    >
      <button
        type="button"
        title={words}
        onClick={() => onSort({ by, descending: isSorted ? !sort.descending : isOfPoints })}
      >
        <span class="dd-sort-words">{words}</span>
        <span class="dd-sort-sign" aria-hidden="true">
          {isSorted ? (sort.descending ? '▼' : '▲') : ''}
        </span>
        {sub !== '' && <span class="dd-quiet">{sub}</span>}
      </button>
    </th>
  );
}
