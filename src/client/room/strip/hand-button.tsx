import { useEffect, useRef, useState } from 'preact/hooks';
import type { HandView } from '../../../lab/wire/sessions.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { teacherName } from '../../core/session-words.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { taskInView } from './task-in-view.ts';

interface HandProps {
  readonly connection: Connection;
  readonly hand: HandView | undefined;
  readonly canRaise: boolean;
}

/** *Raise hand*, with a few words where one likes; once it is up, who comes, and *Lower hand*. */
export function HandButton({ connection, hand, canRaise }: HandProps) {
  const said = hand === undefined ? '' : handWords(hand);
  const before = useRef(said);
  const lowering = useAttempt();
  useEffect(() => {
    if (said !== before.current) announce(said === '' ? 'Your hand is down.' : said);
    before.current = said;
  }, [said]);
  if (hand === undefined) return canRaise ? <RaiseHand connection={connection} /> : null;
  return (
    <span class="dd-hand-up">
      <span class="dd-hand-words" data-taken={hand.takenBy !== undefined}>
        {said}
      </span>
      <button
        type="button"
        class="dd-button"
        aria-disabled={lowering.busy}
        onClick={() => void lowering.run(() => connection.api.call('lowerMyHand'))}
      >
        Lower hand
      </button>
      <Problem report={lowering.problem} />
    </span>
  );
}

const handWords = ({ takenBy }: HandView): string =>
  takenBy === undefined ? 'Your hand is up' : `${teacherName(takenBy)} is coming`;

function RaiseHand({ connection }: Pick<HandProps, 'connection'>) {
  const panel = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [task, setTask] = useState<ReturnType<typeof taskInView>>(undefined);
  const { busy, problem, run } = useAttempt();

  const raise = (event: Event) => {
    event.preventDefault();
    const text = field.current?.value ?? '';
    const body = { text, ...(task === undefined ? {} : { lab: task.lab, task: task.task }) };
    void run(() => connection.api.call('raiseHand', { body }));
  };
  return (
    <>
      <button type="button" class="dd-button" popovertarget="dd-raise-hand">
        Raise hand
      </button>
      <form
        ref={panel}
        id="dd-raise-hand"
        class="dd-panel"
        popover="auto"
        aria-label="Raise hand"
        onSubmit={raise}
        onToggle={({ newState }) => {
          if (newState !== 'open') return;
          setTask(taskInView());
          field.current?.focus();
        }}
      >
        <label class="dd-panel-field">
          <span>
            What is it about? <span class="dd-quiet">You can leave this empty.</span>
          </span>
          <textarea
            ref={field}
            rows={2}
            maxLength={500}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) raise(event);
            }}
          />
        </label>
        {task !== undefined && <p class="dd-quiet">Goes with it: where you are, at “{task.title}”.</p>}
        <Problem report={problem} />
        <button type="submit" class="dd-button" data-kind="primary" aria-disabled={busy}>
          Raise hand
        </button>
      </form>
    </>
  );
}
