import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { KeptWork, TaughtCourse } from '../../../lab/wire/courses.ts';
import {
  countDays,
  longestWorkDays,
  noWorkDays,
  readWorkDays,
  sayWorkDays,
  usualWorkDays,
} from '../../../lab/wire/work-days.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { zoneHere } from '../../core/session-words.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { shownTime } from '../parts/shown-time.ts';

interface FormProps {
  readonly connection: Connection;
  readonly course: TaughtCourse;
  readonly onSaved: () => Promise<unknown>;
}

/** Another time; asked about first where work would be over by it now. */
export function KeptForm({ connection, course, onSaved }: FormProps) {
  const id = useId();
  const [isAlways, setAlways] = useState(course.keepDays === null);
  const [text, setText] = useState(`${course.keepDays ?? usualWorkDays}`);
  const [wrong, setWrong] = useState<ReturnType<typeof noWorkDays> | undefined>(undefined);
  /** What a time removes, while it is asked about. */
  const [removed, setRemoved] = useState<readonly KeptWork[]>([]);
  const field = useRef<HTMLInputElement>(null);
  const { busy, problem, run } = useAttempt();
  const typed = isAlways ? null : readWorkDays(text.trim());

  const keep = async (keepDays: number | null) => {
    await connection.api.call('changeCourse', { course: course.id, body: { keepDays } });
    announce(`What is handed in is kept ${sayWorkDays(keepDays)}.`);
    await onSaved();
  };
  const save = (event: Event) => {
    event.preventDefault();
    if (typed === undefined) {
      setWrong(noWorkDays(text.trim()));
      field.current?.focus();
      return;
    }
    void run(async () => {
      const there =
        typed === null ? [] : await connection.api.call('keptWork', { course: course.id, days: typed });
      const over = there.filter(({ isOver }) => isOver);
      if (over.length > 0) setRemoved(over);
      else await keep(typed);
    });
  };

  if (removed.length > 0 && typeof typed === 'number')
    return (
      <Removal course={course} works={removed}>
        <Problem report={problem} />
        <p class="dd-room-actions">
          <button
            type="button"
            class="dd-button"
            data-kind="danger"
            aria-disabled={busy}
            onClick={() => void run(() => keep(typed))}
          >
            Keep for {countDays(typed)}, and remove it
          </button>
          <button
            type="button"
            class="dd-button"
            data-kind="quiet"
            aria-disabled={busy}
            onClick={() => {
              if (busy) return;
              setRemoved([]);
              requestAnimationFrame(() => field.current?.focus());
            }}
          >
            Back
          </button>
        </p>
      </Removal>
    );
  return (
    <form class="dd-kept-form" onSubmit={save} noValidate>
      <fieldset class="dd-time-choices">
        <legend>What is handed in is kept</legend>
        <label>
          <input type="radio" name={`${id}-how`} checked={!isAlways} onChange={() => setAlways(false)} />
          <span>for days after nothing more is accepted of its assignment, of anybody</span>
        </label>
        <label>
          <input type="radio" name={`${id}-how`} checked={isAlways} onChange={() => setAlways(true)} />
          <span>until whoever handed it in is erased</span>
        </label>
      </fieldset>
      {!isAlways && (
        <div class="dd-new-field">
          <label for={`${id}-days`}>
            Days <span class="dd-quiet">1 to {longestWorkDays}</span>
          </label>
          <input
            ref={field}
            id={`${id}-days`}
            inputMode="numeric"
            autocomplete="off"
            value={text}
            aria-invalid={wrong !== undefined}
            aria-describedby={`${id}-problem`}
            onInput={({ currentTarget }) => {
              setText(currentTarget.value);
              setWrong(undefined);
            }}
          />
          <span id={`${id}-problem`} class="dd-field-problem">
            {wrong !== undefined && `${wrong.message} ${wrong.fix}`}
          </span>
        </div>
      )}
      <p class="dd-quiet">
        A shorter time holds for work that is older too: the server removes it when it next looks, which is as
        it starts and once a day, and it does not come back. A longer time holds for what is still there.
      </p>
      <Problem report={problem} />
      <p class="dd-room-actions">
        <button type="submit" class="dd-button" data-kind="primary" aria-disabled={busy}>
          Save
        </button>
      </p>
    </form>
  );
}

interface RemovalProps {
  readonly course: TaughtCourse;
  readonly works: readonly KeptWork[];
  readonly children: ComponentChildren;
}

/** What would go, before it does. It is read from its heading on. */
function Removal({ course, works, children }: RemovalProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="dd-kept-form">
      <h3 ref={heading} tabIndex={-1}>
        This removes work
      </h3>
      <p>Kept so long, this would be over. The server removes it within a day, and it does not come back:</p>
      <ul>
        {works.map(({ assignment, title: named, submissions, until }) => (
          <li key={assignment}>
            <strong>{named}</strong>: {submissions === 1 ? '1 submission' : `${submissions} submissions`},
            kept until {shownTime(until, course.zone, zoneHere())}
          </li>
        ))}
      </ul>
      <p>No grade changes. A check that is mended later cannot judge this work again.</p>
      {children}
    </div>
  );
}
