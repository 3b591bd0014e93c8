/** Where the book begins: pages link relatively, so that it may lie below any path. */

/** The address of a place that is named from the book's root, as `/start/#one-line`. Always of our own origin. */
export function bookHref(path: string): string {
  const icon = document.querySelector<HTMLLinkElement>('link[rel~="icon"]');
  return new URL(`./${path.slice(1)}`, new URL('.', icon?.href ?? '/')).href;
}
