/** Commands of the prose: Copy takes the command, Run has the server type it into the reader's terminal. */

import { copyText, selectText } from '../core/copy-text.ts';
import { announce, find, showIf } from '../core/dom.ts';
import { isLive } from '../core/lab-model.ts';
import type { BookPage } from './book-page.ts';
import { data, labOf } from './element.ts';
import { valuesIn } from './own-values.ts';

export function connectTranscript(page: BookPage, element: HTMLElement): void {
  const lab = labOf(element);
  const model = page.lab(lab);
  const exchanges = [...element.querySelectorAll<HTMLElement>('.dd-exchange')];
  exchanges.forEach((exchange, command) => {
    const copy = find<HTMLButtonElement>(exchange, '[data-do="copy"]');
    copy.addEventListener('click', () => void copyCommand(copy, find(exchange, '.dd-command code')));
    const run = find<HTMLButtonElement>(exchange, '[data-do="run"]');
    run.addEventListener('click', () => void type(command));
  });

  const type = async (command: number) => {
    // The terminal has to be there to be typed into.
    await page.dock.reveal({ lab, panel: 'terminal' });
    const body = { transcript: data(element, 'transcript'), command, terminal: 'main' };
    await model.attempt(() => page.connection.api.call('typeCommand', { lab, body }));
  };

  const showValues = valuesIn(element, [...element.querySelectorAll<HTMLElement>('.dd-command code')]);
  model.state.listen((state) => {
    showValues(state);
    for (const run of element.querySelectorAll<HTMLElement>('[data-do="run"]')) showIf(run, isLive(state));
  });
}

/** Where the browser copies nothing by itself, the command is selected and the key is named. */
async function copyCommand(button: HTMLElement, command: HTMLElement): Promise<void> {
  const isCopied = await copyText(command.textContent ?? '');
  if (!isCopied) selectText(command);
  button.textContent = isCopied ? 'Copied' : 'Press Ctrl+C';
  announce(
    isCopied ? 'Copied.' : 'The command is selected. Press Ctrl+C, or Command+C on a Mac, to copy it.',
  );
  button.addEventListener('blur', () => (button.textContent = 'Copy'), { once: true });
}
