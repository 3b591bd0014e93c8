/** `?` lists the keys of the page; the workspace adds its own to the list. */
import { isTyping } from './search-element.ts';

export function listenForHelp(): void {
  const dialog = document.querySelector<HTMLDialogElement>('#dd-keys');
  if (!dialog) return;
  addEventListener('keydown', (event) => {
    if (event.key !== '?' || isTyping(event.target)) return;
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
  });
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close();
  });
}
