import { useRef, useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { fileNameOf, offerFile } from '../../core/offer-file.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';

interface DataProps {
  readonly connection: Connection;
  readonly person: { readonly id: string; readonly name: string };
  readonly onErased: () => void;
}

/** All that is kept of somebody as a file; and how they are taken away, once their name is typed. */
export function PersonData({ connection, person: { id, name }, onErased }: DataProps) {
  const { busy, problem, run } = useAttempt();
  const [isErasing, setErasing] = useState(false);
  const [done, setDone] = useState('');
  const [left, setLeft] = useState<readonly string[]>([]);
  const typed = useRef<HTMLInputElement>(null);
  const take = () =>
    void run(async () => {
      const data = await connection.api.call('personData', { person: id });
      const file = `${fileNameOf(name, 'person')}.json`;
      offerFile(file, 'application/json', JSON.stringify(data, null, 2));
      setDone(`It is in your downloads, as ${file}.`);
    });
  const erase = async (event: Event) => {
    event.preventDefault();
    const field = typed.current;
    if (field === null) return;
    field.setCustomValidity(field.value.trim() === name ? '' : `Type the name as it stands here: ${name}`);
    if (!field.reportValidity()) return;
    await run(async () => {
      const erased = await connection.api.call('erasePerson', { person: id });
      announce(`${name} is gone from this home.`);
      setLeft(erased.left);
      setErasing(false);
      if (erased.left.length === 0) onErased();
    });
  };
  return (
    <details>
      <summary>
        What is kept<span class="sr-only"> of {name}</span>
      </summary>
      <p class="dd-room-actions">
        <ActButton busy={busy} act={take}>
          Download all of it
        </ActButton>
        {!isErasing && (
          <button type="button" class="dd-button" data-kind="danger" onClick={() => setErasing(true)}>
            Erase<span class="sr-only"> {name}</span>
          </button>
        )}
      </p>
      <p role="status">{done}</p>
      {isErasing && (
        <form class="dd-new-session" onSubmit={(event) => void erase(event)} noValidate>
          <p>
            Their name, links, answers, files and what was observed of them go, here and in the backups of
            this home. Nobody can bring them back. What was judged is counted on without a name. Files that an
            export or <code>drydock backup</code> wrote elsewhere may hold them still.
          </p>
          <label class="dd-new-field">
            <span>Type the name “{name}” to erase them</span>
            <input
              ref={typed}
              required
              autocomplete="off"
              onInput={({ currentTarget }) => currentTarget.setCustomValidity('')}
            />
          </label>
          <p class="dd-room-actions">
            <button type="submit" class="dd-button" data-kind="danger" aria-disabled={busy}>
              Erase for good
            </button>
            <button type="button" class="dd-button" data-kind="quiet" onClick={() => setErasing(false)}>
              Cancel
            </button>
          </p>
        </form>
      )}
      {left.length > 0 && (
        <div role="status">
          <p>
            They are gone from this home. What is from before a restore may hold them still: remove it
            yourself.
          </p>
          <ul>
            {left.map((path) => (
              <li key={path}>
                <code>{path}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Problem report={problem} />
    </details>
  );
}
