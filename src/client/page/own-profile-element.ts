/** A profile in the prose: as its lab begins, or as it is in the reader's workspace now. */
import type { Machine } from '../../lab/seccomp/audit-arch.ts';
import { find, make, showIf } from '../core/dom.ts';
import { isLive, reportOf } from '../core/lab-model.ts';
import type { BookPage } from './book-page.ts';
import { data, labOf } from './element.ts';

export function connectOwnProfile(page: BookPage, element: HTMLElement): void {
  const lab = labOf(element);
  const path = data(element, 'path');
  const choice = find(element, '.dd-recorded-or-own');
  const buttons = [...choice.querySelectorAll('button')];
  const begins = find(element, '[data-whose="recorded"]');
  const own = find(element, '[data-whose="own"]');
  const { state } = page.lab(lab);
  /** Counts what was asked for: an answer that comes after another question is let be. */
  let asked = 0;

  const show = (whose: 'recorded' | 'own') => {
    showIf(begins, whose === 'recorded');
    showIf(own, whose === 'own');
    for (const button of buttons) button.ariaPressed = String(button.value === whose);
  };
  const read = async () => {
    asked += 1;
    const mine = asked;
    const said = await page.connection.api
      .call('readFile', { lab, path })
      .then(async ({ text }) => {
        const { ownFilter } = await import('./own-filter.ts');
        return ownFilter(find(begins, 'drydock-filter'), text ?? '', machineOf(element), path);
      })
      .catch((error: unknown) => [make('p', { className: 'dd-recorded' }, reportOf(error).message)]);
    if (mine === asked) own.replaceChildren(...said);
  };
  for (const button of buttons)
    button.addEventListener('click', () => {
      if (button.value === 'own') void read().then(() => show('own'));
      else show('recorded');
    });
  state.listen((now) => {
    showIf(choice, isLive(now));
    if (!isLive(now)) show('recorded');
  });
}

/** That of the program as it was built: what the reader's engine runs on is in its own filter. */
function machineOf(element: HTMLElement): Machine {
  return data(element, 'machine') === 'arm64' ? 'arm64' : 'amd64';
}
