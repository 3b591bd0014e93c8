/** What the reader expects before an experiment, and where the prose comes back to it. */
import type { BookPage } from './book-page.ts';
import { find, make } from './dom.ts';
import { data } from './element.ts';

export function connectPredict({ progress }: BookPage, element: HTMLElement): void {
  const name = data(element, 'name');
  element.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement) progress.predict(name, target.value);
  });
  progress.view.listen(({ predictions }) => {
    const value = predictions[name]?.value;
    for (const input of element.querySelectorAll('input')) input.checked = input.value === value;
    find(element, '.dd-kept').textContent = value === undefined ? '' : 'Kept. Go on and see.';
  });
}

export function connectPredicted({ progress }: BookPage, element: HTMLElement): void {
  const truth = element.dataset.truth;
  progress.view.listen(({ predictions }) => {
    const value = predictions[data(element, 'name')]?.value;
    if (value === undefined) return;
    element.replaceChildren('You predicted ', make('em', {}, value));
    if (truth === undefined) element.append('.');
    else if (value === truth) element.append(', and that is so.');
    else element.append('; it is ', make('em', {}, truth), '.');
  });
}
