import { useState } from 'preact/hooks';
import type { ErrorReport } from '../../../lab/errors.ts';
import type { LabId } from '../../../lab/lab-id.ts';
import { pathOf } from '../../../lab/wire/paths.ts';
import type { Connection } from '../../core/connection.ts';
import { teacherName } from '../../core/session-words.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { MirrorScreen } from '../shown/mirror-screen.tsx';
import type { BoardModel } from './board-model.ts';
import { LabOptions } from './lab-select.tsx';

/** What this page shows to its session. */
export interface Showing {
  readonly lab: LabId | undefined;
  /** Why the last one ended, where there is a reason. */
  readonly why: ErrorReport | undefined;
}

interface ButtonProps {
  readonly connection: Connection;
  readonly model: BoardModel;
  readonly showing: Showing;
  readonly show: (showing: Showing) => void;
}

/** Begins to show a terminal of one's own; where somebody else shows one, says so and can end it. */
export function ShowTerminalButton({ connection, model, showing, show }: ButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const { busy, problem, run } = useAttempt();
  const { mirror, session } = model;
  if (showing.lab !== undefined || session.phase === 'ended') return null;
  return (
    <>
      {mirror === undefined ? (
        <button type="button" class="dd-button" onClick={() => setAsking(true)}>
          Show my terminal
        </button>
      ) : (
        <button
          type="button"
          class="dd-button"
          aria-disabled={busy}
          onClick={() => void run(() => connection.api.call('endMirror', { session: session.id }))}
        >
          End the terminal that {teacherName(mirror.by)} shows
        </button>
      )}
      <Problem report={problem ?? showing.why} />
      {isAsking && (
        <Dialog title="Show my terminal to all" onClose={() => setAsking(false)}>
          <ChooseLab
            model={model}
            choose={(lab) => {
              setAsking(false);
              show({ lab, why: undefined });
            }}
          />
        </Dialog>
      )}
    </>
  );
}

function ChooseLab({
  model,
  choose,
}: Pick<ButtonProps, 'model'> & { readonly choose: (lab: LabId) => void }) {
  const [chosen, setChosen] = useState(model.labs[0]?.id);
  return (
    <form
      class="dd-notice-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== undefined) choose(chosen);
      }}
    >
      <p>
        All who joined can watch what stands in your own shell of the lab, from when you begin until you stop,
        close this board or the session ends. They type nothing there, and nothing of it is kept.
      </p>
      <label class="dd-new-field">
        <span>
          Lab <span class="dd-quiet">started by you, with its terminal open</span>
        </span>
        <select
          value={chosen}
          onChange={({ currentTarget }) =>
            setChosen(model.labs.find(({ id }) => id === currentTarget.value)?.id)
          }
        >
          <LabOptions labs={model.labs} />
        </select>
      </label>
      <p class="dd-room-actions">
        <button type="submit" class="dd-button" data-kind="primary">
          Show it
        </button>
      </p>
    </form>
  );
}

interface PanelProps extends Omit<ButtonProps, 'showing'> {
  readonly lab: LabId;
}

/** What everybody sees, as they see it, and the way to end it. It is shown as long as this is drawn. */
export function ShownPanel({ connection, model, lab, show }: PanelProps) {
  const title = model.labs.find(({ id }) => id === lab)?.title ?? lab;
  return (
    <section class="dd-board-mirror" aria-labelledby="dd-board-mirror-title">
      <div class="dd-room-dialog-head">
        <h2 id="dd-board-mirror-title">You show your terminal of “{title}”</h2>
        <button
          type="button"
          class="dd-button"
          data-kind="danger"
          onClick={() => show({ lab: undefined, why: undefined })}
        >
          Stop
        </button>
      </div>
      <MirrorScreen
        connection={connection}
        path={pathOf('showMirror', { session: model.session.id, lab, name: 'main' })}
        label="Your terminal as everybody sees it"
        onEnd={(why) => show({ lab: undefined, why })}
      />
    </section>
  );
}
