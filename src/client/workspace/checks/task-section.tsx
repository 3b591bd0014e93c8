import { useSignal } from '@preact/signals';
import type { TaskGroup } from '../../core/task-groups.ts';
import { later } from '../frame/lazy-component.tsx';
import { Prose } from '../frame/prose.tsx';
import { SignalShape } from '../frame/signal-shape.tsx';
import { useWorkspace } from '../workspace-context.ts';
import { CheckRow } from './check-row.tsx';

/** Its code is loaded before it is first drawn, with what else opening a workspace takes. */
export const QuestionForm = later(async () => (await import('./question-form.tsx')).QuestionForm);

/** A task with its checks, questions and hints. */
export function TaskSection({ task }: { readonly task: TaskGroup }) {
  const { goto } = useWorkspace();
  return (
    <section class="ws-task" data-done={task.doneAt !== undefined} aria-labelledby={`ws-task-${task.id}`}>
      <header>
        <span class="ws-number">{task.number}</span>
        <h3 id={`ws-task-${task.id}`}>{task.title}</h3>
        {task.of > 0 && (
          <span class="ws-points">
            {task.earned} of {task.of} points
          </span>
        )}
        {task.doneAt !== undefined && (
          <span class="ws-done">
            <SignalShape status="pass" /> done
          </span>
        )}
        <button type="button" class="ws-link" onClick={() => goto({ task: task.id })}>
          <span class="ws-sr">{task.title}, </span>in the text
        </button>
      </header>
      {task.lights.length > 0 && (
        <ul class="ws-checks">
          {task.lights.map((light) => (
            <CheckRow key={light.id} light={light} />
          ))}
        </ul>
      )}
      {task.questions.map((question) => (
        <QuestionForm key={question.id} question={question} />
      ))}
      {task.doneAt === undefined && <Hints task={task} />}
    </section>
  );
}

function Hints({ task }: { readonly task: TaskGroup }) {
  const { store } = useWorkspace();
  const opening = useSignal(false);
  const { open, left } = task.hints;
  if (open.length === 0 && left === 0) return null;

  async function openNext(): Promise<void> {
    opening.value = true;
    await store.openHint(task.id);
    opening.value = false;
  }

  return (
    <div class="ws-hints">
      {open.length > 0 && (
        <ol>
          {open.map((hint, index) => (
            <li key={index}>
              <Prose text={hint} />
            </li>
          ))}
        </ol>
      )}
      {left > 0 && (
        <button
          type="button"
          class="dd-button"
          data-kind="quiet"
          disabled={opening.value}
          onClick={() => void openNext()}
        >
          {open.length === 0 ? 'Hint' : 'Next hint'} <span class="ws-muted">{left} left</span>
          <span class="ws-sr"> for {task.title}</span>
        </button>
      )}
    </div>
  );
}
