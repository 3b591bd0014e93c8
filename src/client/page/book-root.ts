/** Where the book begins: pages link relatively, so that it may lie below any path. */

/** The address of a place of the book that is named from its root: `/start/#one-line`. Of our origin, whatever it says. */
export function bookHref(path: string): string {
  const icon = document.querySelector<HTMLLinkElement>('link[rel~="icon"]');
  return new URL(`./${path.slice(1)}`, new URL('.', icon?.href ?? '/')).href;
}
