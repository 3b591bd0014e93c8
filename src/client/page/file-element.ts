/** A file in the prose: shows the reader's own values, and can be opened where it can be edited. */

import { find, showIf } from '../core/dom.ts';
import { isLive } from '../core/lab-model.ts';
import type { BookPage } from './book-page.ts';
import { labOf } from './element.ts';
import { valuesIn } from './own-values.ts';

export function connectFile(page: BookPage, element: HTMLElement): void {
  const lab = labOf(element);
  const open = find<HTMLButtonElement>(element, '.dd-file-open');
  const showValues = valuesIn(element);

  open.addEventListener('click', () => {
    const { path = '', line = '1' } = element.dataset;
    void page.dock.reveal({ lab, panel: 'files', path, line: Number(line) });
  });
  page.lab(lab).state.listen((state) => {
    showIf(open, isLive(state));
    showValues(state);
  });
}
