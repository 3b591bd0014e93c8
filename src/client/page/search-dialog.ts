/** Pagefind's own interface, in our dialog. */
import { PagefindUI } from '@pagefind/default-ui';
import '@pagefind/default-ui/css/ui.css';
import { bookHref } from './book-root.ts';

export function fillSearch(place: HTMLElement): void {
  place.replaceChildren();
  place.id = 'dd-pagefind';
  new PagefindUI({
    element: '#dd-pagefind',
    bundlePath: new URL(bookHref('/pagefind/')).pathname,
    showImages: false,
    showSubResults: true,
    resetStyles: false,
    translations: { placeholder: 'Search the book', zero_results: 'Nothing is found for “[SEARCH_TERM]”.' },
  });
  // Its input has a title and no name of its own.
  place.querySelector('input')?.setAttribute('aria-label', 'Search the book');
}
