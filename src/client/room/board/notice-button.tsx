import { useRef, useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { clockTime, teacherName, zoneHere } from '../../core/session-words.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import type { BoardModel } from './board-model.ts';
import type { BookPart } from './book-parts.ts';
import { placesOf } from './notice-places.ts';

interface NoticeProps {
  readonly connection: Connection;
  readonly model: BoardModel;
  readonly book: readonly BookPart[];
  readonly now: Date;
}

/** A notice to everybody, with a place of the book where they should go; and those that were sent. */
export function NoticeButton({ connection, model, book, now }: NoticeProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="dd-button" data-kind="primary" onClick={() => setOpen(true)}>
        Send a notice
      </button>
      {isOpen && (
        <Dialog title="A notice to all" onClose={() => setOpen(false)}>
          <NoticeForm connection={connection} model={model} book={book} onSent={() => setOpen(false)} />
          <Sent model={model} now={now} />
        </Dialog>
      )}
    </>
  );
}

function NoticeForm({
  connection,
  model,
  book,
  onSent,
}: Omit<NoticeProps, 'now'> & { readonly onSent: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const { busy, problem, run } = useAttempt();
  const send = async (event: Event) => {
    event.preventDefault();
    if (form.current === null || !form.current.reportValidity()) return;
    const given = new FormData(form.current);
    const place = String(given.get('place') ?? '');
    const body = { text: String(given.get('text') ?? ''), ...(place === '' ? {} : { place }) };
    const { id: session, joined } = model.session;
    if (!(await run(() => connection.api.call('sendNotice', { session, body })))) return;
    announce(`Sent to ${joined} who joined.`);
    onSent();
  };
  return (
    <form ref={form} class="dd-notice-form" onSubmit={(event) => void send(event)}>
      <label class="dd-new-field">
        <span>What to say</span>
        <textarea name="text" rows={3} required maxLength={2_000} />
      </label>
      <label class="dd-new-field">
        <span>
          Go there <span class="dd-quiet">a link that goes with it</span>
        </span>
        <select name="place">
          <option value="">nowhere</option>
          {placesOf(model.labs, book).map(({ title, places }) => (
            <optgroup key={title} label={title}>
              {places.map(({ path, words }) => (
                <option key={path} value={path}>
                  {words}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <Problem report={problem} />
      <p class="dd-room-actions">
        <button type="submit" class="dd-button" data-kind="primary" aria-disabled={busy}>
          Send to all
        </button>
      </p>
    </form>
  );
}

function Sent({ model, now }: Pick<NoticeProps, 'model' | 'now'>) {
  const { notices, session } = model;
  if (notices.length === 0) return null;
  return (
    <section class="dd-sent" aria-labelledby="dd-sent-title">
      <h3 id="dd-sent-title">Sent</h3>
      <ul>
        {notices.map(({ id, text, author, at }) => (
          <li key={id}>
            <span class="dd-quiet">
              {clockTime(at, session.course.zone, now, zoneHere())}, {teacherName(author)}:
            </span>{' '}
            {text}
          </li>
        ))}
      </ul>
    </section>
  );
}
