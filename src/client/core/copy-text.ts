import { make } from './dom.ts';

/**
 * Puts a text into the clipboard; false where the browser lets nobody. To be called as soon as a key or a button was
 * pressed: `navigator.clipboard` is not there on plain HTTP from another machine, and the way without it is open then.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text: string): boolean {
  const before = document.activeElement;
  const area = make('textarea', { class: 'sr-only', readonly: '' }, text);
  document.body.append(area);
  area.focus({ preventScroll: true });
  area.select();
  try {
    return document.execCommand('copy');
  } finally {
    area.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
}

/** Leaves an element's text selected, for the key that copies what is selected. */
export function selectText(element: HTMLElement): void {
  getSelection()?.selectAllChildren(element);
}
