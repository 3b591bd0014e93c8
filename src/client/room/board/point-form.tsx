import { useRef } from 'preact/hooks';
import type { PointerView } from '../../../lab/wire/pointers.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { clockTime, teacherName, zoneHere } from '../../core/session-words.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';

interface PointProps {
  readonly connection: Connection;
  readonly session: string;
  readonly zone: string;
  readonly learner: { readonly person: string; readonly alias: string };
  /** Those that were sent to them. */
  readonly pointers: readonly PointerView[];
  readonly now: Date;
}

/** A line or a note for one learner, who inserts the line or does not: it comes before typing in their place. */
export function PointForm({ connection, session, zone, learner, pointers, now }: PointProps) {
  const form = useRef<HTMLFormElement>(null);
  const { busy, problem, run } = useAttempt();
  const send = async (event: Event) => {
    event.preventDefault();
    if (form.current === null) return;
    const given = new FormData(form.current);
    const textOf = (name: string) => String(given.get(name) ?? '').trim();
    const [line, note] = [textOf('line'), textOf('note')];
    if (line === '' && note === '') return;
    const body = { ...(line !== '' && { line }), ...(note !== '' && { note }) };
    const { person, alias } = learner;
    if (!(await run(() => connection.api.call('sendPointer', { session, person, body })))) return;
    form.current?.reset();
    announce(`Sent to ${alias}.`);
  };
  return (
    <section aria-labelledby="dd-detail-point">
      <h3 id="dd-detail-point">Point out</h3>
      <form ref={form} class="dd-notice-form" onSubmit={(event) => void send(event)}>
        <label class="dd-new-field">
          <span>
            Line <span class="dd-quiet">they can insert it behind their prompt; Enter is theirs</span>
          </span>
          <input name="line" class="dd-point-line" maxLength={1_000} autocomplete="off" spellcheck={false} />
        </label>
        <label class="dd-new-field">
          <span>Note</span>
          <textarea name="note" rows={2} maxLength={500} />
        </label>
        <Problem report={problem} />
        <p class="dd-room-actions">
          <button type="submit" class="dd-button" aria-disabled={busy}>
            Send to {learner.alias}
          </button>
        </p>
      </form>
      {pointers.length > 0 && (
        <div class="dd-sent">
          <ul>
            {pointers.toReversed().map((pointer) => (
              <li key={pointer.id}>
                {pointer.note} {pointer.line !== undefined && <code>{pointer.line}</code>}{' '}
                <span class="dd-quiet">
                  {teacherName(pointer.author)}, {clockTime(pointer.at, zone, now, zoneHere())}:{' '}
                  {stateWords[pointer.state]}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

const stateWords: Readonly<Record<PointerView['state'], string>> = {
  sent: 'not answered yet',
  inserted: 'inserted',
  dismissed: 'dismissed',
};
