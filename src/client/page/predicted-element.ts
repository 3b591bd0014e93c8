/** Where the prose comes back to what the reader expected. */
import type { LabId } from '../../lab/lab-id.ts';
import { find, make } from '../core/dom.ts';
import type { BookPage } from './book-page.ts';
import { data, labOf } from './element.ts';

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
