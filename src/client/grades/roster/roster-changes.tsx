import type { RosterChangesView } from '../../../lab/wire/courses.ts';
import { ScrollBox } from '../../parts/scroll-box.tsx';

/** `2 new, 1 changed, 30 the same`; or how much is wrong. */
export function sayChanges({ added, changed, same, problems }: RosterChangesView): string {
  if (problems.length > 0)
    return problems.length === 1 ? '1 thing is wrong with it' : `${problems.length} things are wrong with it`;
  return `${added.length} new, ${changed.length} changed, ${same} the same`;
}

const fieldWords: Readonly<Record<string, string>> = {
  name: 'name',
  email: 'e-mail',
  sisId: 'SIS id',
  loginId: 'login id',
  sections: 'sections',
  pair: 'pair',
};

/** What a table would change, by its lines; first what is wrong with it, since then it changes nothing. */
export function RosterChanges({ changes }: { readonly changes: RosterChangesView }) {
  const { added, changed, same, absent, problems, ignored } = changes;
  return (
    <>
      {problems.length > 0 && (
        <div class="dd-problem">
          <p>Nothing is imported of a table in which something is wrong. Correct it, and show it again.</p>
          <ul class="dd-line-problems">
            {problems.map(({ line, message, fix }) => (
              <li key={message}>
                {line !== undefined && <strong>Line {line}</strong>} {message}
                {fix !== undefined && <span class="dd-quiet"> {fix}</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
      {ignored.length > 0 && <p class="dd-quiet">Columns that are not read: {ignored.join(', ')}.</p>}
      {added.length + changed.length > 0 && <ChangeTable added={added} changed={changed} />}
      {problems.length === 0 && added.length + changed.length === 0 && (
        <p class="dd-quiet">The table says of {same} what is known of them. There is nothing to import.</p>
      )}
      {absent.length > 0 && (
        <details>
          <summary>
            {absent.length} in the course {absent.length === 1 ? 'is' : 'are'} not in the table, and{' '}
            {absent.length === 1 ? 'stays' : 'stay'}
          </summary>
          <p>{absent.join(', ')}</p>
        </details>
      )}
    </>
  );
}

function ChangeTable({ added, changed }: Pick<RosterChangesView, 'added' | 'changed'>) {
  return (
    <ScrollBox class="dd-plain-scroll dd-changes-scroll" label="What it would change">
      <table class="dd-plain-table">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Name</th>
            <th scope="col">What changes</th>
          </tr>
        </thead>
        <tbody>
          {added.map(({ line, name }) => (
            <tr key={line} data-change="new">
              <td class="dd-number">{line}</td>
              <th scope="row">{name}</th>
              <td>
                <span class="dd-change-mark">new</span>
              </td>
            </tr>
          ))}
          {changed.map(({ line, name, fields }) => (
            <tr key={line} data-change="changed">
              <td class="dd-number">{line}</td>
              <th scope="row">{name}</th>
              <td>
                <span class="dd-change-mark">changed</span>
                {fields.map(({ field, before, after }) => (
                  <span key={field} class="dd-change-field">
                    {fieldWords[field] ?? field}: {before === '' ? <i>nothing</i> : <del>{before}</del>} →{' '}
                    <ins>{after}</ins>
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
