/** What the reader expects before an experiment, and how often they were right. */

import { calibrate } from '../../lab/book/sureness.ts';
import { find, make, showIf, showText } from '../core/dom.ts';
import type { ReadingPage } from './book-page.ts';
import { data } from './element.ts';

export function connectPredict({ progress }: ReadingPage, element: HTMLElement): void {
  const name = data(element, 'name');
  const choices = [...find(element, '.dd-choices').querySelectorAll('input')];
  const sureness = [...find(element, '.dd-sure').querySelectorAll('input')];
  const chosen = (inputs: readonly HTMLInputElement[]) => inputs.find(({ checked }) => checked)?.value;
  element.addEventListener('change', () => {
    const value = chosen(choices);
    const sure = chosen(sureness);
    if (value !== undefined) progress.predict(name, value, sure === undefined ? undefined : Number(sure));
  });
  progress.view.listen(({ predictions }) => {
    const made = predictions[name];
    const settled = made?.correct !== undefined;
    for (const input of choices) input.checked = input.value === made?.value;
    for (const input of sureness) input.checked = Number(input.value) === made?.confidence;
    for (const input of [...choices, ...sureness]) input.disabled = settled;
    showIf(find(element, '.dd-sure'), made !== undefined);
    showText(find(element, '.dd-kept'), words(made));
  });
}

function words(made: { confidence?: number | undefined; correct?: boolean | undefined } | undefined): string {
  if (made === undefined) return '';
  if (made.correct !== undefined) return 'You have seen what it is; this stays as you said it.';
  return made.confidence === undefined ? 'Kept. How sure are you?' : 'Kept. Go on and see.';
}

/** How often the reader was right, by how sure they were: in one chapter, or in the book. */
export function connectCalibration({ progress }: ReadingPage, element: HTMLElement): void {
  const chapter = element.dataset.chapter;
  progress.view.listen(({ predictions }) => {
    const here = Object.entries(predictions).filter(([key]) => !chapter || key.startsWith(`${chapter}/`));
    const steps = calibrate(here.map(([, made]) => made));
    showIf(element, steps.length > 0);
    find(element, '[data-steps]').replaceChildren(
      ...steps.map((step) => make('li', {}, `${step.words}: ${step.right} of ${step.of} right`)),
    );
  });
}
