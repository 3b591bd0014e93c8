/** A question about something earlier: whether the reader had it is kept, and says when it is asked again. */

import { dueRecalls } from '../../lab/book/recall.ts';
import { find, focusOn, make, showIf, showText } from '../core/dom.ts';
import type { ReadingPage } from './book-page.ts';
import { bookHref } from './book-root.ts';
import { data } from './element.ts';

export function connectRecall({ progress }: ReadingPage, element: HTMLElement): void {
  const key = data(element, 'name');
  const answer = element.querySelector<HTMLDetailsElement>('.dd-recall-answer');
  const asked = find(element, '.dd-recall-had');
  const kept = find(element, '.dd-kept');
  let answered = false;
  const show = () => showIf(asked, answer?.open === true && !answered);
  answer?.addEventListener('toggle', show);
  for (const button of asked.querySelectorAll('button')) {
    button.addEventListener('click', () => {
      answered = true;
      progress.recalled(key, button.value === 'yes');
      show();
      focusOn(kept);
    });
  }
  progress.view.listen(({ recalls }) => {
    const known = recalls[key];
    if (!known) return;
    const due = known.dueAt <= new Date().toISOString();
    showText(
      kept,
      due
        ? 'You were here before. Worth another try.'
        : `${known.had ? 'You had it' : 'You did not have it'}. It is worth asking again ${dayOf(known.dueAt)}.`,
    );
  });
}

// Made when it is needed: to make the first format of a page takes longer than all else that its script does.
const dayOf = (at: string) =>
  `on ${new Date(at).toLocaleDateString('en', { day: 'numeric', month: 'long' })}`;

/** On the landing page: which chapters have something that is worth asking again today. */
export function connectDue({ progress }: ReadingPage, element: HTMLElement): void {
  const chapters: readonly { id: string; href: string; title: string }[] = JSON.parse(
    data(element, 'chapters'),
  );
  progress.view.listen(({ recalls }) => {
    const due = dueRecalls(recalls, new Date());
    const lines = chapters.flatMap(({ id, href, title }) => {
      const here = due.filter((key) => key.startsWith(`${id}/`));
      const [first = ''] = here;
      if (here.length === 0) return [];
      const link = make('a', { href: bookHref(`${href}#recall-${first.slice(id.length + 1)}`) }, title);
      return [make('li', {}, link, `: ${here.length} to recall`)];
    });
    showIf(element, lines.length > 0);
    find(element, 'ul').replaceChildren(...lines);
  });
}
