import { byName } from '../parts/by-name.ts';
import { isGradeState, StateShape, stateMeans, stateWord } from '../parts/grade-state.tsx';
import { type BookFilter, type BookRow, countStates, filterRows } from './gradebook-rows.ts';

interface FiltersProps {
  readonly rows: readonly BookRow[];
  /** How many are left. */
  readonly shown: number;
  readonly filter: BookFilter;
  readonly onChange: (filter: BookFilter) => void;
}

/** Who is shown: by a part of their name, a section, a state. The states say how many people each has. */
export function BookFilters({ rows, shown, filter, onChange }: FiltersProps) {
  const sections = [...new Set(rows.flatMap((row) => row.sections))].sort(byName);
  const counts = countStates(filterRows(rows, { ...filter, state: '' }));
  return (
    <search class="dd-book-filters" aria-label="Who is shown">
      <label class="dd-inline-field">
        <span>Name</span>
        <input
          type="search"
          autocomplete="off"
          value={filter.name}
          onInput={({ currentTarget }) => onChange({ ...filter, name: currentTarget.value })}
        />
      </label>
      {sections.length > 0 && (
        <label class="dd-inline-field">
          <span>Section</span>
          <select
            value={filter.section}
            onChange={({ currentTarget }) => onChange({ ...filter, section: currentTarget.value })}
          >
            <option value="">all</option>
            {sections.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
      )}
      <fieldset class="dd-state-filters">
        <legend class="sr-only">State</legend>
        {counts.map(([state, count]) => (
          <button
            key={state}
            type="button"
            class="dd-state-button"
            aria-pressed={filter.state === state}
            title={isGradeState(state) ? stateMeans[state] : undefined}
            onClick={() => onChange({ ...filter, state: filter.state === state ? '' : state })}
          >
            <StateShape state={state} />
            {stateWord(state)} <span class="dd-count">{count}</span>
          </button>
        ))}
      </fieldset>
      <p class="dd-quiet" role="status">
        {shown === rows.length ? `${rows.length} people` : `${shown} of ${rows.length} people`}
      </p>
    </search>
  );
}
