/** A picture in the prose: as it was recorded, or of the reader's own containers while their lab runs. */
import type { Observation } from '../../lab/observation.ts';
import type { BookPage } from './book-page.ts';
import { find, showIf } from './dom.ts';
import { data } from './element.ts';
import { isLive } from './lab-model.ts';

export function connectXray(page: BookPage, element: HTMLElement): void {
  const lab = data(element, 'lab');
  const services = data(element, 'services').split(' ');
  const choice = find(element, '.dd-whose');
  const buttons = [...choice.querySelectorAll('button')];
  const recorded = find(element, '[data-whose="recorded"]');
  const own = find(element, '[data-whose="own"]');
  let wanted = 'recorded';
  let observation: Observation | undefined;
  let unfollow: (() => void) | undefined;

  const draw = () => {
    const seen = observation;
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
  page.lab(lab).state.listen((state) => {
    if (isLive(state)) {
      unfollow ??= page.feed.subscribe(lab, (event) => {
        if (event.type !== 'observation') return;
        observation = event.observation;
        draw();
      });
    } else if (unfollow) {
      unfollow();
      unfollow = undefined;
      observation = undefined;
      draw();
    }
  });
}
