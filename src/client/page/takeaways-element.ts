/** What the reader has made in labs that are done: read from their workspaces when they ask to see it. */
import { ApiError } from '../core/api.ts';
import { find, showIf } from '../core/dom.ts';
import type { ReadingPage } from './book-page.ts';

export function connectTakeaways({ progress, connection }: ReadingPage, element: HTMLElement): void {
  const items = [...element.querySelectorAll<HTMLElement>('[data-takeaway]')];
  for (const item of items) {
    const { takeaway: lab = '', file = '' } = item.dataset;
    const details = find<HTMLDetailsElement>(item, 'details');
    const code = find(details, 'code');
    details.addEventListener('toggle', () => {
      if (!details.open) return;
      connection.api.call('readFile', { lab, path: file }).then(
        ({ text }) => (code.textContent = text ?? 'It is not text.'),
        (error: unknown) => {
          if (!(error instanceof ApiError)) throw error;
          code.textContent = error.report.message;
        },
      );
    });
  }
  const draw = () => {
    const { labs } = progress.view.value;
    const isDone = (item: HTMLElement) => labs[item.dataset.takeaway ?? '']?.completedAt !== undefined;
    const done = items.filter(isDone).length;
    const signedIn = connection.reach.value === 'signed-in';
    for (const item of items) {
      item.toggleAttribute('data-done', isDone(item));
      showIf(find(item, 'details'), isDone(item) && signedIn);
    }
    find(element, '[data-count]').textContent = done === 0 ? '' : `${done} of ${items.length} labs done.`;
  };
  progress.view.listen(draw);
  connection.reach.listen(draw);
}
