/** Search: the dialog opens by click, `/` or Ctrl+K, and Pagefind is fetched when it first does. */
import { find, make } from '../core/dom.ts';

export function connectSearch(element: HTMLElement): void {
  const dialog = find<HTMLDialogElement>(element, 'dialog');
  let loaded: Promise<void> | undefined;

  const open = () => {
    if (dialog.open) return;
    dialog.showModal();
    loaded ??= import('./search-dialog.ts')
      .then(({ fillSearch }) => fillSearch(find(dialog, '.dd-search-results')))
      .catch((cause: unknown) => {
        loaded = undefined;
        console.error(cause);
        const text = 'The index could not be fetched. It is made when the book is built.';
        find(dialog, '.dd-search-results').replaceChildren(make('p', { class: 'dd-quiet' }, text));
      });
    void loaded.then(() => dialog.querySelector('input')?.focus());
  };

  find(element, 'button').addEventListener('click', open);
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog || (target instanceof Element && target.closest('a'))) dialog.close();
  });
  addEventListener('keydown', (event) => {
    const combined = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k';
    if (isTyping(event.target) || !(combined || (event.key === '/' && !event.ctrlKey && !event.metaKey)))
      return;
    event.preventDefault();
    open();
  });
}

/** Whether keys go into a field, the editor or the terminal; those keep every key for themselves. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, drydock-workspace-dock') !== null)
  );
}
