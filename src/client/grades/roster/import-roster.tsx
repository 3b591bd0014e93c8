import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { RosterChangesView } from '../../../lab/wire/courses.ts';
import type { Connection } from '../../core/connection.ts';
import { focusOn } from '../../core/dom.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { type ChosenTable, chosenTable, pastedTable } from '../parts/own-files.ts';
import { RosterChanges, sayChanges } from './roster-changes.tsx';
import { TableProblems } from './table-problems.tsx';

interface ImportProps {
  readonly connection: Connection;
  readonly course: string;
  readonly onCancel: () => void;
  readonly onImported: (words: string) => Promise<void>;
}

interface Previewed {
  readonly table: ChosenTable;
  readonly changes: RosterChangesView;
}

/** A table is pasted or chosen, shown as what it would change, and then taken whole. */
export function ImportRoster({ connection, course, onCancel, onImported }: ImportProps) {
  const id = useId();
  const [text, setText] = useState('');
  const [file, setFile] = useState<File | undefined>(undefined);
  const [previewed, setPreviewed] = useState<Previewed | undefined>(undefined);
  const { busy, problem, run } = useAttempt();
  const result = useRef<HTMLHeadingElement>(null);
  const send = (table: ChosenTable, apply: boolean) =>
    connection.api.call('importRoster', { course, body: { ...table, apply } });
  const preview = () =>
    run(async () => {
      setPreviewed(undefined);
      const table = file === undefined ? pastedTable('the pasted table', text) : await chosenTable(file);
      setPreviewed({ table, changes: await send(table, false) });
    });
  const apply = ({ table }: Previewed) =>
    run(async () => {
      const changes = await send(table, true);
      if (changes.isImported) await onImported(`Imported: ${sayChanges(changes)}`);
      // Somebody else changed the roster meanwhile.
      else setPreviewed({ table, changes });
    });
  useEffect(() => {
    if (previewed !== undefined && result.current !== null) focusOn(result.current);
  }, [previewed]);
  const isEmpty = file === undefined && text.trim() === '';
  return (
    <div class="dd-import">
      <h3>Import a table</h3>
      <p class="dd-say">
        The first line names the columns: <code>name</code>, or first and last name, and where you have them{' '}
        <code>email</code>, <code>SIS id</code>, <code>login id</code>, <code>section</code> (several with{' '}
        <code>;</code>) and <code>pair</code>. Exports of Canvas and Moodle are read as they are. Whoever is
        not in the table stays.
      </p>
      <label class="dd-new-field" for={`${id}-text`}>
        Paste it, from a spreadsheet or as CSV
      </label>
      <textarea
        id={`${id}-text`}
        class="dd-import-text"
        rows={6}
        spellcheck={false}
        placeholder={'name,email,section\nAda Lovelace,ada@example.org,A'}
        value={text}
        disabled={file !== undefined}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          setPreviewed(undefined);
        }}
      />
      <label class="dd-inline-field">
        <span>or choose a file</span>
        <input
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          onChange={({ currentTarget }) => {
            setFile(currentTarget.files?.[0]);
            setPreviewed(undefined);
          }}
        />
      </label>
      <p class="dd-room-actions">
        <button
          type="button"
          class="dd-button"
          data-kind={previewed === undefined ? 'primary' : undefined}
          aria-disabled={busy || isEmpty}
          onClick={() => {
            if (!isEmpty) void preview();
          }}
        >
          Show what it would change
        </button>
        <button type="button" class="dd-button" data-kind="quiet" onClick={onCancel}>
          Cancel
        </button>
      </p>
      <TableProblems report={problem} />
      {previewed !== undefined && (
        <>
          <h3 ref={result}>{sayChanges(previewed.changes)}</h3>
          <RosterChanges changes={previewed.changes} />
          {previewed.changes.problems.length === 0 && hasChanges(previewed.changes) && (
            <p class="dd-room-actions">
              <ActButton busy={busy} act={() => void apply(previewed)} kind="primary">
                Import it
              </ActButton>
            </p>
          )}
        </>
      )}
    </div>
  );
}

const hasChanges = ({ added, changed }: RosterChangesView): boolean => added.length + changed.length > 0;
