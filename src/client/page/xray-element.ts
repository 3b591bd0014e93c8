/** A picture in the prose: as it was recorded, or of the reader's own containers while their lab runs. */

import { find, showIf } from '../core/dom.ts';
import { isLive } from '../core/lab-model.ts';
import type { BookPage } from './book-page.ts';
import { data, labOf } from './element.ts';

export function connectXray(page: BookPage, element: HTMLElement): void {
  const lab = labOf(element);
  const services = data(element, 'services').split(' ');
  const choice = find(element, '.dd-recorded-or-own');
  const buttons = [...choice.querySelectorAll('button')];
  const recorded = find(element, '[data-whose="recorded"]');
  const own = find(element, '[data-whose="own"]');
  let wanted = 'recorded';
  const { state, observation } = page.lab(lab);

  const draw = () => {
    const seen = isLive(state.value) ? observation.value : undefined;
    const there = services.every((name) => seen?.containers.some(({ service }) => service === name));
    const whose = there ? wanted : 'recorded';
    showIf(choice, there);
    showIf(recorded, whose === 'recorded');
    showIf(own, whose === 'own');
    for (const button of buttons) button.ariaPressed = String(button.value === whose);
    if (whose === 'own' && seen)
      import('./own-xray.ts')
        .then(({ drawOwn }) => drawOwn(own, seen, { ...element.dataset, services }))
        // The server is away, and the page says so: better the recorded picture than none.
        .catch(() => {
          wanted = 'recorded';
          draw();
        });
  };
  for (const button of buttons) {
    button.addEventListener('click', () => {
      wanted = button.value;
      draw();
    });
  }
  let wasLive = false;
  state.listen((now) => {
    if (isLive(now) === wasLive) return;
    wasLive = isLive(now);
    draw();
  });
  observation.listen(draw);
}
