import type { AdjustmentsView } from '../../../lab/wire/assignments.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { teacherName, zoneHere } from '../../core/session-words.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAsked } from '../../parts/use-asked.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { StateMark } from '../parts/grade-state.tsx';
import { submissionsHref } from '../parts/places.ts';
import { shownTime } from '../parts/shown-time.ts';
import { worthWords } from '../parts/worth.ts';
import { AdjustmentForm } from './adjustment-form.tsx';
import type { Book } from './book.ts';
import type { BookRow } from './gradebook-rows.ts';

interface PersonProps {
  readonly connection: Connection;
  readonly book: Book;
  readonly row: BookRow;
  readonly titleOf: (lab: string) => string;
  /** Something is otherwise: grades are made anew. */
  readonly onChange: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** One person: how the grade is made, and what is otherwise for them. */
export function PersonDialog({ connection, book, row, titleOf, onChange, onClose }: PersonProps) {
  const { assignment, course } = book;
  const { person, name } = row;
  const of = { assignment: assignment.id, person };
  const asked = useAsked(connection, () => connection.api.call('adjustments', { ...of, reader: zoneHere() }));
  const changed = async (words: string) => {
    await asked.again();
    await onChange();
    announce(words);
  };
  return (
    <Dialog title={name} onClose={onClose} side>
      <p class="dd-board-facts">
        <strong>{worthWords(row.points, row.of)}</strong>
        <StateMark state={row.state} />
        {row.isPassed !== null && <span>{row.isPassed ? 'passed' : 'not passed'}</span>}
        {row.sections.length > 0 && <span class="dd-quiet">{row.sections.join(', ')}</span>}
      </p>
      <ul class="dd-person-labs">
        {row.cells.map((cell) => (
          <li key={cell.column}>
            <a href={submissionsHref(assignment.id, person, cell.lab)}>{titleOf(cell.lab)}</a>
            <StateMark state={cell.state} />
            <span class="dd-number">{worthWords(cell.points, cell.of)}</span>
          </li>
        ))}
      </ul>
      <section>
        <h3>How the grade is made</h3>
        <ol class="dd-sentences">
          {row.grade.lines.map((line, index) => (
            <li key={`${index} ${line}`}>{line}</li>
          ))}
        </ol>
      </section>
      <section>
        <h3>Otherwise for {name}</h3>
        <Problem report={asked.problem} />
        {asked.value === undefined ? (
          <p class="dd-quiet">Looking …</p>
        ) : (
          <>
            {asked.value.terms.length > 0 && (
              <p>
                <span class="dd-quiet">What they are told: </span>
                {asked.value.terms.join(' ')}
              </p>
            )}
            <Adjustments
              connection={connection}
              book={book}
              person={person}
              adjustments={asked.value.adjustments}
              onChange={changed}
            />
            {course.may.grades && (
              <AdjustmentForm
                connection={connection}
                book={book}
                person={person}
                titleOf={titleOf}
                onMade={changed}
              />
            )}
          </>
        )}
      </section>
    </Dialog>
  );
}

interface ListProps {
  readonly connection: Connection;
  readonly book: Book;
  readonly person: string;
  readonly adjustments: AdjustmentsView['adjustments'];
  readonly onChange: (words: string) => Promise<unknown>;
}

/** All that was ever made otherwise: nothing is removed, a later one takes an earlier one's place. */
function Adjustments({ connection, book, person, adjustments, onChange }: ListProps) {
  const { assignment, course } = book;
  const { busy, problem, run } = useAttempt();
  const takeBack = (replaces: string) =>
    run(async () => {
      const body = { change: { kind: 'withdrawn' }, replaces };
      await connection.api.call('adjust', { assignment: assignment.id, person, body });
      await onChange('Taken back.');
    });
  if (adjustments.length === 0) return <p class="dd-quiet">Nothing is: the rules hold as for all.</p>;
  return (
    <>
      <ul class="dd-adjustments">
        {adjustments.map(({ id, kind, words, reason, by, at, holds }) => (
          <li key={id} data-holds={holds}>
            <p>
              <strong>{words}</strong>
              {!holds && kind !== 'withdrawn' && <span class="dd-quiet"> holds no longer</span>}
            </p>
            {reason !== '' && <p>{reason}</p>}
            <p class="dd-quiet">
              {teacherName(by)}, {shownTime(at, course.zone, zoneHere())}
              {holds && course.may.grades && (
                <>
                  {' · '}
                  <button
                    type="button"
                    class="dd-link"
                    aria-label={`Take back: ${words}`}
                    aria-disabled={busy}
                    onClick={() => void takeBack(id)}
                  >
                    Take back
                  </button>
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
      <Problem report={problem} />
    </>
  );
}
