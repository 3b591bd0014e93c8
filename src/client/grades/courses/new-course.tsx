import { useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { zoneHere } from '../../core/session-words.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { courseHref } from '../parts/places.ts';

/** A course by a form. Its zone is a name of the IANA database, of which the browser knows a list. */
export function NewCourse({ connection }: { readonly connection: Connection }) {
  const [title, setTitle] = useState('');
  const [zone, setZone] = useState(zoneHere);
  const { busy, problem, run } = useAttempt();
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement) || !event.currentTarget.reportValidity()) return;
    void run(async () => {
      const { id } = await connection.api.call('makeCourse', { body: { title, zone } });
      location.assign(courseHref(id));
    });
  };
  return (
    <form class="dd-new-session dd-new-course" onSubmit={make} noValidate>
      <h2>New course</h2>
      <div class="dd-new-row">
        <label class="dd-new-field">
          <span>Title</span>
          <input
            required
            maxLength={120}
            autocomplete="off"
            value={title}
            onInput={({ currentTarget }) => setTitle(currentTarget.value)}
          />
        </label>
        <label class="dd-new-field">
          <span>
            Time zone <span class="dd-quiet">all dates are said and counted by its clocks</span>
          </span>
          <input
            required
            maxLength={64}
            autocomplete="off"
            spellcheck={false}
            list="dd-zones"
            value={zone}
            onInput={({ currentTarget }) => setZone(currentTarget.value)}
          />
          <datalist id="dd-zones">
            {Intl.supportedValuesOf('timeZone').map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </label>
      </div>
      <Problem report={problem} />
      <p class="dd-room-actions">
        <button type="submit" class="dd-button" data-kind="primary" aria-disabled={busy}>
          Make course
        </button>
      </p>
    </form>
  );
}
