import { useState } from 'preact/hooks';
import type { PersonWorkView } from '../../../lab/wire/submissions.ts';
import type { Connection } from '../../core/connection.ts';
import { teacherName } from '../../core/session-words.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';

interface SaidProps {
  readonly connection: Connection;
  readonly work: PersonWorkView;
  readonly at: (time: string) => string;
  readonly titleOf: (lab: string) => string;
  readonly again: () => Promise<void>;
}

/** Comments, and all that was changed for one person: nothing of it is overwritten, a later word holds. */
export function Said({ connection, work, at, titleOf, again }: SaidProps) {
  const lines = historyOf(work, titleOf);
  return (
    <>
      <section aria-labelledby="dd-comments">
        <h2 id="dd-comments">Comments</h2>
        {work.comments.length === 0 && <p class="dd-quiet">Nothing was said yet.</p>}
        <ul class="dd-work-list">
          {work.comments.map(({ id, by, at: time, text }) => (
            <li key={id}>
              <p class="dd-work-said">{text}</p>
              <p class="dd-quiet">
                {teacherName(by)}, {at(time)}
              </p>
            </li>
          ))}
        </ul>
        {work.mayComment && <CommentForm connection={connection} work={work} again={again} />}
      </section>
      <section aria-labelledby="dd-history">
        <h2 id="dd-history">What was changed</h2>
        {lines.length === 0 && <p class="dd-quiet">Nothing.</p>}
        <ol class="dd-work-list">
          {lines.map(({ id, words, reason, by, at: time, holds }) => (
            <li key={id} data-holds={holds}>
              <p>
                {words}
                {!holds && <span class="dd-quiet"> (does not hold any more)</span>}
              </p>
              <p class="dd-quiet">
                {reason === '' ? '' : `${reason} – `}
                {teacherName(by)}, {at(time)}
              </p>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

interface HistoryLine {
  readonly id: string;
  readonly words: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  readonly holds: boolean;
}

/** The newest first. */
function historyOf(
  { overrides, adjustments }: Pick<PersonWorkView, 'overrides' | 'adjustments'>,
  titleOf: (lab: string) => string,
): readonly HistoryLine[] {
  const set = overrides.map(({ lab, points, holds, ...line }) => ({
    ...line,
    words: `${lab === undefined ? 'The whole' : titleOf(lab)}: ${points === null ? 'points taken back' : `set to ${points} points`}`,
    // To take back is no less said for what it took back.
    holds: holds || points === null,
  }));
  const adjusted = adjustments.map(({ kind, holds, ...line }) => ({
    ...line,
    holds: holds || kind === 'withdrawn',
  }));
  return [...set, ...adjusted].toSorted((a, b) => b.at.localeCompare(a.at));
}

function CommentForm({ connection, work, again }: Pick<SaidProps, 'connection' | 'work' | 'again'>) {
  const { assignment, person } = work;
  const [text, setText] = useState('');
  const { busy, problem, run } = useAttempt();
  const send = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      await connection.api.call('comment', { assignment, person, body: { text: text.trim() } });
      setText('');
      await again();
    });
  };
  return (
    <form class="dd-work-form" onSubmit={send}>
      <div class="dd-work-field">
        <label for="dd-comment">A comment, which the learner reads</label>
        <textarea
          id="dd-comment"
          required
          rows={3}
          maxLength={4000}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </div>
      <p>
        <button type="submit" class="dd-button" aria-disabled={busy}>
          Say it
        </button>
      </p>
      <Problem report={problem} />
    </form>
  );
}
