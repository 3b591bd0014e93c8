import type { ComponentChildren } from 'preact';
import { ruleWords } from '../../../lab/sessions/stuck.ts';
import type { HandView, SessionView } from '../../../lab/wire/sessions.ts';
import type { Connection } from '../../core/connection.ts';
import { duration, teacherName } from '../../core/session-words.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import type { BoardView, NeedView, SeatNeed } from './board-view.ts';
import { columnName } from './board-words.ts';

interface ListsProps {
  readonly connection: Connection;
  readonly session: SessionView;
  readonly view: BoardView;
  readonly now: Date;
  readonly mayTake: boolean;
  readonly open: (person: string) => void;
}

/** Where an instructor looks first: who asks, who does not go on, and what is our fault. */
export function NeedLists({ connection, session, view, now, mayTake, open }: ListsProps) {
  return (
    <div class="dd-needs">
      <List id="hands" title="Hands" count={view.hands.length} empty="No hand is up.">
        {view.hands.map((hand) => (
          <Hand
            key={hand.id}
            connection={connection}
            session={session}
            hand={hand}
            view={view}
            now={now}
            mayTake={mayTake}
            open={open}
          />
        ))}
      </List>
      <List
        id="stuck"
        title="Stuck"
        count={view.stuck.length}
        empty="Nobody is stuck."
        note={ruleWords(session.stuck)}
      >
        {view.stuck.map((need) => (
          <Need key={need.learner.person} need={need} open={open} />
        ))}
      </List>
      <List
        id="ours"
        title="Ours"
        count={view.ours.length + view.seats.length}
        empty="Nothing of ours is broken."
      >
        {view.seats.map((need) => (
          <SeatItem key={`${need.learner.person} seat`} need={need} open={open} />
        ))}
        {view.ours.map((need) => (
          <Need key={`${need.learner.person} ${columnName(need.column)}`} need={need} open={open} />
        ))}
      </List>
    </div>
  );
}

interface ListProps {
  readonly id: string;
  readonly title: string;
  readonly count: number;
  readonly empty: string;
  readonly note?: string;
  readonly children: ComponentChildren;
}

function List({ id, title, count, empty, note, children }: ListProps) {
  return (
    <section class="dd-need" aria-labelledby={`need-${id}`} data-need={id} data-some={count > 0}>
      <h2 id={`need-${id}`}>
        {title} <span class="dd-count">{count}</span>
      </h2>
      {count === 0 ? <p class="dd-quiet">{empty}</p> : <ul>{children}</ul>}
      {note !== undefined && (
        <details class="dd-need-rule" open>
          <summary>The rule</summary>
          <p>{note}</p>
        </details>
      )}
    </section>
  );
}

interface HandProps extends ListsProps {
  readonly hand: HandView;
}

function Hand({ connection, session, hand, view, now, mayTake, open }: HandProps) {
  const { alias, text, takenBy } = hand;
  const column = view.columns.find(({ lab, task }) => lab === hand.lab && task === hand.task);
  return (
    <li data-taken={takenBy !== undefined}>
      <NeedHead
        person={hand.person}
        alias={alias}
        time={duration(now.getTime() - Date.parse(hand.raisedAt))}
        open={open}
      />
      {text !== '' && <p class="dd-need-said">{text}</p>}
      {column !== undefined && <p class="dd-quiet">{columnName(column)}</p>}
      {takenBy !== undefined && <p class="dd-need-taken">{teacherName(takenBy)} is coming</p>}
      {mayTake && <HandButtons connection={connection} session={session} hand={hand} />}
    </li>
  );
}

interface HeadProps extends Pick<ListsProps, 'open'> {
  readonly person: string;
  readonly alias: string;
  /** For how long it is so. */
  readonly time: string | undefined;
}

function NeedHead({ person, alias, time, open }: HeadProps) {
  return (
    <p class="dd-need-head">
      <button type="button" class="dd-link" onClick={() => open(person)}>
        {alias}
      </button>
      {time !== undefined && <span class="dd-need-time">{time}</span>}
    </p>
  );
}

function HandButtons({ connection, session, hand }: Pick<HandProps, 'connection' | 'session' | 'hand'>) {
  const { busy, problem, run } = useAttempt();
  const { id, alias, takenBy } = hand;
  return (
    <>
      <p class="dd-room-actions">
        {takenBy === undefined && (
          <button
            type="button"
            class="dd-button"
            aria-disabled={busy}
            onClick={() => void run(() => connection.api.call('takeHand', { session: session.id, id }))}
          >
            Take<span class="sr-only"> the hand of {alias}</span>
          </button>
        )}
        <button
          type="button"
          class="dd-button"
          {...(takenBy === undefined && { 'data-kind': 'quiet' })}
          aria-disabled={busy}
          onClick={() => void run(() => connection.api.call('lowerHand', { session: session.id, id }))}
        >
          Lower<span class="sr-only"> the hand of {alias}</span>
        </button>
      </p>
      <Problem report={problem} />
    </>
  );
}

function Need({
  need: { learner, column, standing, minutes },
  open,
}: Pick<ListsProps, 'open'> & { readonly need: NeedView }) {
  return (
    <li>
      <NeedHead {...learner} time={`${minutes} min`} open={open} />
      <p class="dd-quiet">{columnName(column)}</p>
      <p class="dd-need-said">
        {standing === undefined || standing.message === '' ? 'Nothing was checked yet.' : standing.message}
        {standing !== undefined && standing.repeats > 1 ? ` (${standing.repeats} times)` : ''}
      </p>
    </li>
  );
}

function SeatItem({
  need: { learner, seat, minutes },
  open,
}: Pick<ListsProps, 'open'> & { readonly need: SeatNeed }) {
  return (
    <li>
      <NeedHead {...learner} time={minutes === undefined ? undefined : `${minutes} min`} open={open} />
      <p class="dd-quiet">{seat.state === 'failed' ? 'The seat failed' : 'In the queue'}</p>
      <p class="dd-need-said">
        {seat.message}
        {seat.fix === undefined ? '' : ` ${seat.fix}`}
      </p>
    </li>
  );
}
