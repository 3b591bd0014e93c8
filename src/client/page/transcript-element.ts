/** Commands of the prose: Copy takes the command, Run has the server type it into the reader's terminal. */
import { ApiError } from './api.ts';
import type { BookPage } from './book-page.ts';
import { copyText, selectText } from './copy-text.ts';
import { announce, find, showIf } from './dom.ts';
import { data } from './element.ts';
import { isLive } from './lab-model.ts';

export function connectTranscript(page: BookPage, element: HTMLElement): void {
  const lab = data(element, 'lab');
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
    try {
      await page.presence.api.call('typeCommand', { lab, body });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      page.feed.publish(lab, { type: 'trouble', error: error.report });
    }
  };

  page.lab(lab).state.listen((state) => {
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
