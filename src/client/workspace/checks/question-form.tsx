import { useSignal } from '@preact/signals';
import type { QuestionView } from '../../../lab/wire/checks.ts';
import { answerWords, skippedWords } from '../../core/answer-words.ts';
import { Prose, WithCode } from '../frame/prose.tsx';
import { SignalShape } from '../frame/signal-shape.tsx';
import { useWorkspace } from '../workspace-context.ts';

/** A question and the reader's answer, compared with what was true on their own engine. */
export function QuestionForm({ question }: { readonly question: QuestionView }) {
  const { store } = useWorkspace();
  const given = store.status.value?.answers[question.id];
  const value = useSignal(given?.value ?? '');
  const sending = useSignal(false);
  const name = `ws-question-${question.id}`;

  const skipped = store.status.value?.skipped?.[question.id];
  if (skipped !== undefined)
    return (
      <div class="ws-question" data-status="skip">
        <p>
          <WithCode text={question.prompt} />
        </p>
        <p class="ws-verdict">
          <SignalShape status="skip" /> {skippedWords(skipped)}
        </p>
      </div>
    );

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (value.value.trim() === '') return;
    sending.value = true;
    await store.answer(question.id, value.value.trim());
    sending.value = false;
  }

  return (
    <form
      class="ws-question"
      data-status={given?.correct === undefined ? 'none' : given.correct ? 'pass' : 'fail'}
      onSubmit={(event) => void submit(event)}
    >
      {question.kind === 'choice' ? (
        <fieldset>
          <legend>
            <WithCode text={question.prompt} />
          </legend>
          {question.choices?.map((choice) => (
            <label key={choice}>
              <input
                type="radio"
                name={name}
                value={choice}
                checked={value.value === choice}
                onChange={() => {
                  value.value = choice;
                }}
              />{' '}
              {choice}
            </label>
          ))}
        </fieldset>
      ) : (
        <>
          <label for={name}>
            <WithCode text={question.prompt} />
          </label>
          <input
            id={name}
            aria-describedby={question.unit === undefined ? undefined : `${name}-unit`}
            type="text"
            inputMode={question.kind === 'number' ? 'decimal' : 'text'}
            autocomplete="off"
            spellcheck={false}
            maxLength={200}
            value={value.value}
            onInput={(event) => {
              value.value = event.currentTarget.value;
            }}
          />
          {question.unit !== undefined && (
            <span class="ws-muted" id={`${name}-unit`}>
              {question.unit}
            </span>
          )}
        </>
      )}
      <button type="submit" class="dd-button" data-kind="quiet" disabled={sending.value}>
        Answer
      </button>
      <div role="status">
        {given?.correct !== undefined && (
          <p class="ws-verdict">
            <SignalShape status={given.correct ? 'pass' : 'fail'} /> {answerWords(given)}
          </p>
        )}
        {given !== undefined && given.message !== '' && <Prose text={given.message} />}
      </div>
    </form>
  );
}
