import { useEffect, useState } from 'preact/hooks';
import type * as z from 'zod';
import type { ErrorReport } from '../../../lab/errors.ts';
import type { LearnerSchema } from '../../../lab/wire/board.ts';
import { ApiError } from '../../core/api.ts';
import type { Connection } from '../../core/connection.ts';
import { clockTime, duration, zoneHere } from '../../core/session-words.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ObservationButton } from '../../parts/observation-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { AttemptList } from '../attempt-list.tsx';
import { type BoardModel, type Column, mayDo } from './board-model.ts';
import type { RowView } from './board-view.ts';
import { describeCell, presenceWords } from './board-words.ts';
import { LearnerControls } from './learner-controls.tsx';
import { LearnerFiles } from './learner-files.tsx';
import { LearnerTerminal } from './learner-terminal.tsx';
import { PointForm } from './point-form.tsx';
import { SignalShape } from './signal-shape.tsx';

interface DetailProps {
  readonly connection: Connection;
  readonly model: BoardModel;
  readonly columns: readonly Column[];
  readonly row: RowView;
  readonly now: Date;
  readonly onClose: () => void;
}

/** One learner: how their tasks stand, and their attempts, asked for again as soon as one is added. */
export function LearnerDetail({ connection, model, columns, row, now, onClose }: DetailProps) {
  const { session } = model;
  const { learner, cells } = row;
  const { person, alias, joinedAt, activeAt } = learner;
  const [work, setWork] = useState<z.output<typeof LearnerSchema>>();
  const [problem, setProblem] = useState<ErrorReport>();
  const attempts = cells.reduce((sum, { standing }) => sum + (standing?.attempts ?? 0), 0);
  const mayRead = mayDo(model, 'learner.read');
  useEffect(() => {
    if (!mayRead) return;
    let isCurrent = true;
    connection.api.call('learner', { session: session.id, person }).then(
      (seen) => {
        if (!isCurrent) return;
        setProblem(undefined);
        setWork(seen);
      },
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        if (isCurrent) setProblem(error.report);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [attempts]);
  const at = (time: string) => clockTime(time, session.course.zone, now, zoneHere());
  const ago = activeAt === undefined ? undefined : duration(now.getTime() - Date.parse(activeAt));
  const labs = Map.groupBy(columns, ({ lab }) => lab);
  const isBegun = (own: readonly Column[]) =>
    own.some((column) => (cells[columns.indexOf(column)]?.status ?? 'none') !== 'none');
  const later = [...labs].filter(([, own]) => !isBegun(own));
  const titleOf = (lab: string) => columns.find((column) => column.lab === lab)?.labTitle ?? lab;
  const shared = {
    connection,
    session: session.id,
    learner,
    labs: model.labs,
    at: columns.find((_, index) => cells[index]?.current === true)?.lab,
    shares: model.shares,
  };
  return (
    <Dialog title={alias} onClose={onClose} side>
      <p class="dd-board-facts">
        <span>joined at {at(joinedAt)}</span>
        <span>{ago === undefined ? 'nothing done yet' : `did something ${ago} ago`}</span>
        {learner.helped.length > 0 && (
          <span>took the solution over in {learner.helped.map(titleOf).join(', ')}</span>
        )}
        {presenceWords[row.presence] !== '' && <strong>{presenceWords[row.presence]}</strong>}
      </p>
      {mayDo(model, 'pointer.send') && session.phase !== 'ended' && (
        <PointForm
          connection={connection}
          session={session.id}
          zone={session.course.zone}
          learner={learner}
          pointers={model.pointers.filter((pointer) => pointer.person === person)}
          now={now}
        />
      )}
      {mayDo(model, 'share.ask') && session.phase !== 'ended' && (
        <>
          <LearnerTerminal {...shared} />
          <LearnerFiles {...shared} />
        </>
      )}
      <section aria-labelledby="dd-detail-tasks">
        <h3 id="dd-detail-tasks">Tasks</h3>
        {[...labs]
          .filter(([, own]) => isBegun(own))
          .map(([lab, own]) => (
            <div key={lab}>
              <p class="dd-detail-lab">{titleOf(lab)}</p>
              <ul class="dd-detail-tasks">
                {own.map((column) => {
                  const cell = cells[columns.indexOf(column)];
                  if (cell === undefined) return null;
                  return (
                    <li key={column.task} data-current={cell.current}>
                      {cell.status === 'none' ? (
                        <span class="dd-cell-sign" />
                      ) : (
                        <SignalShape status={cell.status} />
                      )}
                      <span>
                        {column.number} {column.title}: <span class="dd-quiet">{describeCell(cell)}</span>
                        {cell.standing !== undefined && cell.standing.message !== '' && (
                          <span class="dd-attempt-message">{cell.standing.message}</span>
                        )}
                      </span>
                    </li>
                  );
                })}
              </ul>
            </div>
          ))}
        {later.length > 0 && (
          <p class="dd-quiet dd-detail-later">Not begun: {later.map(([lab]) => titleOf(lab)).join(', ')}.</p>
        )}
      </section>
      {mayDo(model, 'learner.change') && (
        <LearnerControls
          connection={connection}
          session={session}
          learner={learner}
          now={now}
          onRemoved={onClose}
        />
      )}
      {mayRead && (
        <section aria-labelledby="dd-detail-attempts">
          <h3 id="dd-detail-attempts">Attempts</h3>
          <Problem report={problem} />
          {work !== undefined && (
            <AttemptList
              attempts={work.attempts}
              zone={session.course.zone}
              now={now}
              titleOf={titleOf}
              more={({ id }) => (
                <ObservationButton
                  class="dd-attempt-xray"
                  label="X-ray"
                  ask={() => connection.api.call('learnerObservation', { session: session.id, person, id })}
                />
              )}
            />
          )}
        </section>
      )}
    </Dialog>
  );
}
