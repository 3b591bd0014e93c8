/** A file in the prose: shows the reader's own values, and can be opened where it can be edited. */

import { find, showIf } from '../core/dom.ts';
import { isLive } from '../core/lab-model.ts';
import type { BookPage } from './book-page.ts';
import { data, labOf } from './element.ts';

export function connectFile(page: BookPage, element: HTMLElement): void {
  const lab = labOf(element);
  const open = find<HTMLButtonElement>(element, '.dd-file-open');
  let shown: Record<string, string> = JSON.parse(data(element, 'vars'));

  open.addEventListener('click', () => {
    const { path = '', line = '1' } = element.dataset;
    void page.dock.reveal({ lab, panel: 'files', path, line: Number(line) });
  });
  page.lab(lab).state.listen((state) => {
    showIf(open, isLive(state));
    const own = state.status?.run?.vars;
    if (!own) return;
    for (const [name, before] of Object.entries(shown)) {
      const after = own[name];
      if (after !== undefined && after !== before) replaceText(element, before, after);
    }
    shown = { ...shown, ...own };
  });
}

function replaceText(root: Node, before: string, after: string): void {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.nodeValue?.includes(before)) text.nodeValue = text.nodeValue.replaceAll(before, after);
  }
}
