import { useState } from 'preact/hooks';
import { exportKinds } from '../../../lab/wire/assignments.ts';
import type { AnswerOf } from '../../../lab/wire/routes.ts';
import type { Connection } from '../../core/connection.ts';
import { fileNameOf, offerFile } from '../../core/offer-file.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { type ChosenTable, chosenTable } from '../parts/own-files.ts';
import type { Book } from './book.ts';

type Kind = (typeof exportKinds)[number];

interface KindWords {
  readonly name: string;
  readonly what: string;
  readonly ending: string;
  readonly type: string;
}

const csv = { ending: '.csv', type: 'text/csv' };
const json = { ending: '.json', type: 'application/json' };
const kinds: Readonly<Record<Kind, KindWords>> = {
  canvas: { name: 'Canvas', what: 'its own export of grades, filled in', ...csv },
  moodle: { name: 'Moodle', what: 'a table to import, by e-mail', ...csv },
  long: { name: 'Table', what: 'a row for each person and lab', ...csv },
  json: { name: 'JSON', what: 'all of it, with each step', ...json },
  junit: { name: 'JUnit', what: 'a case for each check', ending: '.xml', type: 'application/xml' },
  ctrf: { name: 'CTRF', what: 'a report of tests, as JSON', ...json },
  gradescope: { name: 'Gradescope', what: 'results.json of one person', ...json },
};

interface ExportProps {
  readonly connection: Connection;
  readonly book: Book;
  readonly onClose: () => void;
}

/** Grades for another program, as a file. Who has no row in it is named, and why. */
export function ExportDialog({ connection, book: { assignment, gradebook }, onClose }: ExportProps) {
  const [as, setAs] = useState<Kind>('long');
  const [table, setTable] = useState<ChosenTable | undefined>(undefined);
  const [column, setColumn] = useState('');
  const [person, setPerson] = useState(gradebook.rows[0]?.person ?? '');
  const [left, setLeft] = useState<AnswerOf<'exportGrades'>['left'] | undefined>(undefined);
  const { busy, problem, run } = useAttempt();
  const write = (event: SubmitEvent) => {
    event.preventDefault();
    setLeft(undefined);
    void run(async () => {
      const body = {
        as,
        ...(as === 'canvas' && table !== undefined && { table }),
        ...(as === 'canvas' && column !== '' && { column }),
        ...(as === 'gradescope' && { person }),
      };
      const { content, left } = await connection.api.call('exportGrades', {
        assignment: assignment.id,
        body,
      });
      const { ending, type } = kinds[as];
      offerFile(`${fileNameOf(assignment.title, 'grades')}-${as}${ending}`, type, content);
      setLeft(left);
    });
  };
  return (
    <Dialog title="Export grades" onClose={onClose}>
      <form class="dd-notice-form" onSubmit={write}>
        <fieldset class="dd-export-kinds">
          <legend>For</legend>
          {exportKinds.map((kind) => (
            <label key={kind}>
              <input
                type="radio"
                name="dd-export-kind"
                checked={as === kind}
                onChange={() => {
                  setAs(kind);
                  setLeft(undefined);
                }}
              />
              <span>
                {kinds[kind].name} <span class="dd-quiet">{kinds[kind].what}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {as === 'canvas' && (
          <>
            <p class="dd-quiet">
              Canvas finds people by the ids of its own export, so that is filled in. Export the gradebook
              there first.
            </p>
            <label class="dd-new-field">
              <span>Its export</span>
              <input
                type="file"
                required
                accept=".csv,text/csv"
                onChange={async ({ currentTarget: { files } }) => {
                  const file = files?.[0];
                  setTable(file && (await chosenTable(file)));
                }}
              />
            </label>
            <label class="dd-new-field">
              <span>Head of the column to fill</span>
              <input
                required
                maxLength={300}
                placeholder="Week 1 (4711)"
                value={column}
                onInput={({ currentTarget }) => setColumn(currentTarget.value)}
              />
            </label>
          </>
        )}
        {as === 'gradescope' && (
          <label class="dd-new-field">
            <span>Whose</span>
            <select value={person} onChange={({ currentTarget }) => setPerson(currentTarget.value)}>
              {gradebook.rows.map((each) => (
                <option key={each.person} value={each.person}>
                  {each.name}
                </option>
              ))}
            </select>
          </label>
        )}
        <Problem report={problem} />
        <p class="dd-room-actions">
          <button type="submit" class="dd-button" data-kind="primary" aria-disabled={busy}>
            Write the file
          </button>
        </p>
      </form>
      <div role="status">
        {left !== undefined && (
          <p>
            It is in your downloads.{' '}
            {left.length > 0 && `${left.length} ${left.length === 1 ? 'person is' : 'people are'} left out:`}
          </p>
        )}
        {left !== undefined && left.length > 0 && (
          <ul class="dd-line-problems">
            {left.map(({ name, why }) => (
              <li key={name}>
                {name}: {why}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}
