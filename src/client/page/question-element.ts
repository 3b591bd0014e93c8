/** Answers to questions. Until a run exists that can judge one, it is stored in this browser. */
import type { AnswerView } from '../../lab/wire/checks.ts';
import { answerWords, skippedWords } from '../core/answer-words.ts';
import { ApiError } from '../core/api.ts';
import { find, withCode } from '../core/dom.ts';
import { personalKey, readStored, store } from '../core/local-storage.ts';
import { isText } from '../core/shape.ts';
import type { BookPage } from './book-page.ts';
import { data, labOf } from './element.ts';
import { showAnswer } from './my-answers.ts';

export function connectQuestion(page: BookPage, element: HTMLElement): void {
  const id = data(element, 'question');
  const lab = labOf(element);
  const draft = personalKey(page.connection.person, `answer:${lab}/${id}`);
  const model = page.lab(lab);
  const form = find<HTMLFormElement>(element, 'form');
  const outcome = find(element, '.dd-outcome');
  const answer = () => String(new FormData(form).get('answer') ?? '').trim();

  const fill = (value: string) => {
    for (const input of form.querySelectorAll('input')) {
      if (input.type === 'radio') input.checked = input.value === value;
      else input.value = value;
    }
  };
  const tell = (text: string, verdict: '' | 'right' | 'wrong' = '') => {
    outcome.dataset.verdict = verdict;
    outcome.replaceChildren(...withCode(text));
  };
  const judge = (given: AnswerView) => {
    const words = answerWords(given);
    if (words === undefined) tell(given.message);
    else tell(`${words} ${given.message}`, given.correct ? 'right' : 'wrong');
  };

  fill(readStored(draft, isText) ?? '');
  form.addEventListener('input', () => {
    store(draft, answer());
    tell('');
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (page.connection.reach.value !== 'signed-in' || !model.state.value.status?.run) {
      tell('Kept here. Start the lab to have it held against your own engine.');
      return;
    }
    model
      .answer(id, answer())
      .then((verdict) => {
        store(draft, undefined);
        judge(verdict);
      })
      .catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        tell(`${error.report.message} ${error.report.fix ?? ''}`, 'wrong');
      });
  });

  let shownAt = '';
  model.state.listen(({ status }) => {
    const skipped = status?.skipped?.[id];
    if (form.hidden !== (skipped !== undefined)) {
      form.hidden = skipped !== undefined;
      tell(skipped === undefined ? '' : skippedWords(skipped));
    }
    const given = status?.answers[id];
    if (!given || skipped !== undefined || given.answeredAt === shownAt) return;
    shownAt = given.answeredAt;
    fill(given.value);
    judge(given);
  });
}

/** The reader's own answer, where later prose speaks of it. */
export function connectMyAnswer(page: BookPage, element: HTMLElement): void {
  page.lab(labOf(element)).state.listen(({ status }) => {
    if (status) showAnswer(element, status);
  });
}
