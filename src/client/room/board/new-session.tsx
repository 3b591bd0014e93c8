import { useRef, useState } from 'preact/hooks';
import type { LabId } from '../../../lab/lab-id.ts';
import { largestCapacity } from '../../../lab/sessions/session.ts';
import type { Connection } from '../../core/connection.ts';
import { zoneHere } from '../../core/session-words.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { boardHash } from './board-address.ts';
import type { BookPart } from './book-parts.ts';
import { LabChoice } from './lab-choice.tsx';
import { localTime, roundedEnd } from './local-time.ts';

interface NewProps {
  readonly connection: Connection;
  readonly book: readonly BookPart[];
  /** Of sessions that there are. */
  readonly courses: readonly string[];
  readonly onCancel: () => void;
}

/** A session by a form: what is missing is said by the field, the rest by the server. */
export function NewSession({ connection, book, courses, onCancel }: NewProps) {
  const form = useRef<HTMLFormElement>(null);
  const [chosen, setChosen] = useState<ReadonlySet<LabId>>(new Set());
  const [isBare, setBare] = useState(false);
  const { busy, problem, run } = useAttempt();

  const choose = (labs: ReadonlySet<LabId>) => {
    setBare(false);
    setChosen(labs);
  };
  const make = (event: Event) => {
    event.preventDefault();
    if (form.current === null || !form.current.reportValidity()) return;
    if (chosen.size === 0) return setBare(true);
    const given = new FormData(form.current);
    const text = (name: string) => String(given.get(name) ?? '').trim();
    const order = book.flatMap(({ labs }) => labs.map(({ id }) => id));
    const body = {
      title: text('title'),
      labs: order.filter((lab) => chosen.has(lab)),
      capacity: Number(text('capacity')),
      ends: new Date(text('ends')).toISOString(),
      ...(text('opens') === '' ? {} : { opens: new Date(text('opens')).toISOString() }),
      ...(text('course') === '' ? {} : { course: text('course') }),
    };
    void run(async () => {
      const { id } = await connection.api.call('makeSession', { body });
      location.hash = boardHash(id);
    });
  };
  return (
    <form ref={form} class="dd-new-session" onSubmit={make} noValidate aria-labelledby="_top">
      <label class="dd-new-field">
        <span>Title</span>
        <input name="title" required maxLength={120} autocomplete="off" placeholder="Tuesday morning" />
      </label>
      <div class="dd-new-row">
        <label class="dd-new-field">
          <span>Ends</span>
          <input
            name="ends"
            type="datetime-local"
            required
            defaultValue={localTime(roundedEnd(new Date()))}
          />
        </label>
        <label class="dd-new-field">
          <span>
            Opens <span class="dd-quiet">now, if empty</span>
          </span>
          <input name="opens" type="datetime-local" />
        </label>
        <label class="dd-new-field">
          <span>Places</span>
          <input name="capacity" type="number" required min={1} max={largestCapacity} defaultValue={40} />
        </label>
      </div>
      <p class="dd-quiet">Times are those of this device: {zoneHere()}.</p>
      <label class="dd-new-field">
        <span>
          Course <span class="dd-quiet">can stay empty: the first that you lead</span>
        </span>
        <input name="course" maxLength={64} list="dd-courses" autocomplete="off" />
        <datalist id="dd-courses">
          {courses.map((course) => (
            <option key={course} value={course} />
          ))}
        </datalist>
      </label>
      <LabChoice connection={connection} book={book} chosen={chosen} choose={choose} isBare={isBare} />
      <Problem report={problem} />
      <p class="dd-room-actions">
        <button type="submit" class="dd-button" data-kind="primary" aria-disabled={busy}>
          Make session
        </button>
        <button type="button" class="dd-button" data-kind="quiet" onClick={onCancel}>
          Cancel
        </button>
      </p>
    </form>
  );
}
