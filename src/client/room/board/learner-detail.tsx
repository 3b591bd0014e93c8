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
import { presenceWords } from './board-words.ts';
import { LearnerControls } from './learner-controls.tsx';
import { LearnerFiles } from './learner-files.tsx';
import { LearnerTasks } from './learner-tasks.tsx';
import { LearnerTerminal } from './learner-terminal.tsx';
import { PointForm } from './point-form.tsx';

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
      <LearnerTasks columns={columns} cells={cells} titleOf={titleOf} />
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
