import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { usePageTitle } from '../../parts/page-title.ts';
import { Problem } from '../../parts/problem.tsx';
import { useNow } from '../../parts/use-now.ts';
import { type BoardShow, boardHash } from './board-address.ts';
import { BoardHead } from './board-head.tsx';
import { type BoardModel, mayDo } from './board-model.ts';
import { viewBoard } from './board-view.ts';
import type { BookPart } from './book-parts.ts';
import { CodeView } from './code-view.tsx';
import { LearnerDetail } from './learner-detail.tsx';
import { HeldBack, TakenOut } from './left-and-held.tsx';
import { Legend } from './legend.tsx';
import { LineState } from './line-state.tsx';
import { NeedLists } from './need-lists.tsx';
import { type Showing, ShownPanel } from './show-terminal.tsx';
import { TablePlace } from './table-place.tsx';
import { type FollowedBoard, useBoard } from './use-board.ts';

interface PageProps {
  readonly connection: Connection;
  readonly id: string;
  readonly show: BoardShow;
  readonly book: readonly BookPart[];
}

/** The board of one session, followed as long as it is shown. */
export function BoardPage({ connection, id, show, book }: PageProps) {
  const board = useBoard(connection, id);
  usePageTitle(board.model?.session.title ?? 'Board');
  if (board.refusal !== undefined)
    return (
      <div class="dd-note">
        <p>There is no such board for you.</p>
        <Problem report={board.refusal} />
        <p>
          <a href="#/">All sessions</a>
        </p>
      </div>
    );
  if (board.model === undefined)
    return (
      <p class="dd-quiet">
        {board.line === 'lost' ? 'The server does not answer. Trying again.' : 'Looking …'}
      </p>
    );
  return <Shown connection={connection} board={board} model={board.model} show={show} book={book} />;
}

interface ShownProps extends Omit<PageProps, 'id'> {
  readonly board: FollowedBoard;
  readonly model: BoardModel;
}

function Shown({ connection, board, model, show, book }: ShownProps) {
  const now = useNow(10_000);
  const [person, setPerson] = useState<string | undefined>(undefined);
  const view = useMemo(() => viewBoard(model, Math.max(now.getTime(), Date.now())), [model, now]);
  const { session } = model;
  const [showing, setShowing] = useState<Showing>({ lab: undefined, why: undefined });
  useEscape(show !== 'board', () => {
    location.hash = boardHash(session.id);
  });
  // Whatever of the board is looked at, what is shown goes on.
  const shown = showing.lab !== undefined && (
    <ShownPanel key="shown" connection={connection} model={model} lab={showing.lab} show={setShowing} />
  );
  if (show === 'code')
    return (
      <div class="dd-board">
        <CodeView session={session} now={now} board={board} />
        {shown}
      </div>
    );
  const isProjected = show === 'projector';
  const hasNeeds = !isProjected && mayDo(model, 'learner.read');
  const row = view.rows.find(({ learner }) => learner.person === person);
  return (
    <div class={isProjected ? 'dd-board dd-projected' : 'dd-board'}>
      <BoardHead
        connection={connection}
        model={model}
        now={now}
        book={book}
        isProjected={isProjected}
        showing={showing}
        show={setShowing}
      />
      {shown}
      <LineState board={board} zone={session.course.zone} now={now} />
      {!isProjected && mayDo(model, 'learner.change') && <HeldBack model={model} now={now} />}
      <div class="dd-board-body" data-needs={hasNeeds || undefined}>
        {hasNeeds && (
          <NeedLists
            connection={connection}
            session={session}
            view={view}
            now={now}
            mayTake={mayDo(model, 'hand.take')}
            open={setPerson}
          />
        )}
        <div class="dd-board-main">
          <Legend hasStuck={hasNeeds} />
          {view.rows.length === 0 ? (
            <div class="dd-note">
              <p>Nobody has joined yet. As soon as somebody does, they stand here.</p>
              {session.code !== undefined && (
                <p>
                  <a class="dd-button" href={boardHash(session.id, 'code')}>
                    Show code
                  </a>
                </p>
              )}
            </div>
          ) : (
            <TablePlace
              view={view}
              isProjected={isProjected}
              hasAttempts={mayDo(model, 'learner.read')}
              open={setPerson}
            />
          )}
          {!isProjected && <TakenOut model={model} now={now} />}
        </div>
      </div>
      {!isProjected && row !== undefined && (
        <LearnerDetail
          key={row.learner.person}
          connection={connection}
          model={model}
          columns={view.columns}
          row={row}
          now={now}
          onClose={() => setPerson(undefined)}
        />
      )}
    </div>
  );
}

/** Escape leaves what is projected. */
function useEscape(isOn: boolean, leave: () => void): void {
  useEffect(() => {
    if (!isOn) return;
    const listen = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') leave();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [isOn, leave]);
}
