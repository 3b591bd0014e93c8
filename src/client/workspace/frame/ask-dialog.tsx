import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useWorkspace } from '../workspace-context.ts';
import type { Question } from './asker.ts';
import { LogText } from './log-text.tsx';
import { Prose } from './prose.tsx';

/** The dialog of the question at hand, if there is one. */
export function AskDialog() {
  const { ask } = useWorkspace();
  const asked = ask.asked.value;
  if (asked === undefined) return null;
  return <Dialog key={asked.question} question={asked.question} answer={asked.answer} />;
}

interface DialogProps {
  readonly question: Question;
  readonly answer: (text: string | undefined) => void;
}

function Dialog({ question, answer }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useSignal(question.field?.value ?? '');
  const problem = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const shown = dialog.current;
    const dismiss = () => answer(undefined);
    shown?.addEventListener('close', dismiss);
    shown?.showModal();
    return () => {
      shown?.removeEventListener('close', dismiss);
      // It gives the focus back to where it was.
      shown?.close();
    };
  }, []);

  function submit(event: Event): void {
    event.preventDefault();
    problem.value = question.field?.problem(text.value);
    if (problem.value === undefined) answer(text.value);
  }

  return (
    <dialog ref={dialog} class="ws-dialog" aria-labelledby="ws-ask-title">
      <form onSubmit={submit}>
        <h2 id="ws-ask-title">{question.title}</h2>
        <Prose text={question.text} />
        {question.quote !== undefined && <LogText label="What it is about" text={question.quote} />}
        {question.field !== undefined && (
          <label class="ws-field">
            <span>{question.field.label}</span>
            <input
              type="text"
              spellcheck={false}
              autocomplete="off"
              value={text.value}
              aria-invalid={problem.value !== undefined}
              aria-describedby="ws-ask-problem"
              onInput={(event) => {
                text.value = event.currentTarget.value;
                problem.value = undefined;
              }}
            />
            <span id="ws-ask-problem" class="ws-problem" role="alert">
              {problem.value}
            </span>
          </label>
        )}
        <div class="ws-dialog-actions">
          <button type="button" class="dd-button" data-kind="quiet" onClick={() => answer(undefined)}>
            Cancel
          </button>
          <button type="submit" class="dd-button" data-kind={question.danger ? 'danger' : 'primary'}>
            {question.yes}
          </button>
        </div>
      </form>
    </dialog>
  );
}
