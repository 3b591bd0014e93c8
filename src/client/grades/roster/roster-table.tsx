import { useState } from 'preact/hooks';
import type { EnrolledView } from '../../../lab/wire/courses.ts';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { byName } from '../parts/by-name.ts';

interface TableProps {
  readonly people: readonly EnrolledView[];
  /** Absent for who makes no links. */
  readonly link?: (person: EnrolledView) => void;
}

const keys = [
  { key: 'email', words: 'E-mail' },
  { key: 'sisId', words: 'SIS id' },
  { key: 'loginId', words: 'Login id' },
] as const;

/** Everybody of a course, by name; of one section where one is chosen. */
export function RosterTable({ people, link }: TableProps) {
  const [section, setSection] = useState('');
  // A column that says nothing of anybody is left out.
  const columns = keys.filter(({ key }) => people.some((each) => each[key] !== undefined));
  const sections = [...new Set(people.flatMap((each) => each.sections))].sort(byName);
  const shown = people
    .filter((each) => section === '' || each.sections.includes(section))
    .toSorted((one, other) => byName(one.name, other.name));
  const mates = (pair: string | undefined, person: string) =>
    people.filter((each) => each.person !== person && pair !== undefined && each.pair === pair);
  return (
    <>
      {sections.length > 0 && (
        <label class="dd-inline-field">
          <span>Section</span>
          <select value={section} onChange={({ currentTarget }) => setSection(currentTarget.value)}>
            <option value="">all, {people.length}</option>
            {sections.map((each) => (
              <option key={each} value={each}>
                {each}, {people.filter((one) => one.sections.includes(each)).length}
              </option>
            ))}
          </select>
        </label>
      )}
      <ScrollBox class="dd-plain-scroll dd-roster-scroll" label="People of the course">
        <table class="dd-plain-table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              {columns.map(({ key, words }) => (
                <th key={key} scope="col">
                  {words}
                </th>
              ))}
              <th scope="col">Sections</th>
              <th scope="col">Pair</th>
              {link && (
                <th scope="col">
                  <span class="sr-only">Link</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((each) => (
              <tr key={each.person}>
                <th scope="row">{each.name}</th>
                {columns.map(({ key }) => (
                  <td key={key}>{each[key]}</td>
                ))}
                <td>{each.sections.join(', ')}</td>
                <td>
                  {each.pair}
                  {mates(each.pair, each.person).length > 0 && (
                    <span class="dd-quiet">
                      {' '}
                      with{' '}
                      {mates(each.pair, each.person)
                        .map(({ name }) => name)
                        .join(', ')}
                    </span>
                  )}
                </td>
                {link && (
                  <td>
                    <button
                      type="button"
                      class="dd-link"
                      aria-label={`Make a link for ${each.name}`}
                      onClick={() => link(each)}
                    >
                      Link
                    </button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}
