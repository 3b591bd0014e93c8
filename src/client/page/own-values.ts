/** Values that differ from run to run: the page is built with the book's, and shows the reader's own once there are some. */
import { showText } from '../core/dom.ts';
import type { LabState } from '../core/lab-model.ts';
import { data } from './element.ts';

/** What puts the values of the reader's run in the place of those that the page shows within an element. */
export function valuesIn(element: HTMLElement, within = [element]): (state: LabState) => void {
  let shown: Record<string, string> = JSON.parse(data(element, 'vars') || '{}');
  return (state) => {
    const own = state.status?.run?.vars;
    if (!own) return;
    for (const [name, before] of Object.entries(shown)) {
      const after = own[name];
      if (after !== undefined && after !== before)
        for (const place of within) replaceText(place, before, after);
    }
    shown = { ...shown, ...own };
  };
}

/** Puts the values of the reader's run in the titles of checks, each of which stands in a place of its own. */
export function showOwnValues(element: HTMLElement, { status }: LabState): void {
  for (const place of element.querySelectorAll<HTMLElement>('[data-var]')) {
    const own = status?.run?.vars[data(place, 'var')];
    if (own !== undefined) showText(place, own);
  }
}

function replaceText(root: Node, before: string, after: string): void {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.nodeValue?.includes(before)) text.nodeValue = text.nodeValue.replaceAll(before, after);
  }
}
