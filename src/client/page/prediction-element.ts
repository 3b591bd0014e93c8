/** What the reader expects before an experiment, and where the prose comes back to it. */

import { calibrate } from '../../lab/book/sureness.ts';
import type { LabId } from '../../lab/lab-id.ts';
import { find, make, showIf, showText } from '../core/dom.ts';
import type { BookPage } from './book-page.ts';
import { data, labOf } from './element.ts';

export function connectPredict({ progress }: BookPage, element: HTMLElement): void {
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

/** Shows what was predicted beside what is true. Once it is in sight, the reader knows, and their prediction counts. */
export function connectPredicted(page: BookPage, element: HTMLElement): void {
  const { progress } = page;
  const name = data(element, 'name');
  const value = () => progress.view.value.predictions[name]?.value;
  const truth = element.dataset.truth;
  const say = () => {
    const predicted = value();
    if (predicted === undefined) return;
    const said = find(element, '.dd-predicted-said');
    said.replaceChildren('You predicted ', make('em', {}, predicted));
    if (truth === undefined) said.append('.');
    else if (predicted === truth) said.append(', and that is so.');
    else said.append('; it is ', make('em', {}, truth), '.');
  };
  progress.view.listen(say);
  const seen = new IntersectionObserver((entries) => {
    const predicted = value();
    if (
      predicted !== undefined &&
      truth !== undefined &&
      entries.some(({ isIntersecting }) => isIntersecting)
    )
      progress.settle(name, predicted === truth);
  });
  seen.observe(element);

  const { of, lab } = element.dataset;
  if (of !== undefined && lab !== undefined)
    showOwn(page, labOf(element), of, find(element, '.dd-predicted-seen'));
}

/** What it is on the reader's own engine now, while their lab runs: it changes as they edit. */
function showOwn(page: BookPage, lab: LabId, of: string, seen: HTMLElement): void {
  page.lab(lab).observation.listen((observation) => {
    if (observation === undefined) return;
    void import('./own-quantity.ts').then(({ readOwn }) => {
      const own = readOwn(of, observation);
      if (own !== undefined) seen.replaceChildren('On your engine now: ', make('b', {}, own), '.');
    });
  });
}

/** How often the reader was right, by how sure they were: in one chapter, or in the book. */
export function connectCalibration({ progress }: BookPage, element: HTMLElement): void {
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
