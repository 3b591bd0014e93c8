/** Where the reader is: the section in the contents, the part read, the tasks done. */

import { showIf } from '../core/dom.ts';
import type { ReadingPage } from './book-page.ts';
import { bookHref } from './book-root.ts';

/**
 * Marks in the contents the section that is being read: the last whose heading is in the upper third of the window, or
 * above it. Where headings are is told by the browser as it draws; to ask for it would have the whole page laid out
 * before anything of it is needed.
 */
export function markSections(): void {
  const links = new Map<string, HTMLAnchorElement>();
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.dd-sections a'))
    links.set(link.hash.slice(1), link);
  if (links.size === 0) return;
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter((each) => each !== null);
  const begun = new Set<Element>();
  const begin = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting) begun.add(target);
        else begun.delete(target);
      const current = headings.findLast((heading) => begun.has(heading));
      for (const [id, link] of links) {
        if (id === current?.id) link.setAttribute('aria-current', 'location');
        else link.removeAttribute('aria-current');
      }
    },
    // From far above the page to the line.
    { rootMargin: '10000000px 0px -65% 0px' },
  );
  for (const heading of headings) begin.observe(heading);
}

/** On a narrow window the contents lie over the text; a link of theirs leads there. */
export function closeContentsOnUse(): void {
  const contents = document.getElementById('contents');
  contents?.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('a') && contents.matches(':popover-open'))
      contents.hidePopover();
  });
}

/** Fills the strokes of tasks done and the parts of chapters read, wherever the page shows them. */
export function showProgress({ progress }: ReadingPage): void {
  progress.view.listen(({ chapters, labs }) => {
    for (const ticks of document.querySelectorAll<HTMLElement>('[data-ticks]')) {
      const done = labs[ticks.dataset.ticks ?? '']?.tasksDone ?? [];
      for (const stroke of ticks.querySelectorAll<HTMLElement>('[data-task]'))
        stroke.toggleAttribute('data-done', done.includes(stroke.dataset.task ?? ''));
    }
    for (const tally of document.querySelectorAll('.dd-ticks[role], .dd-chapter-ticks')) {
      const count = tally.querySelectorAll('[data-done]').length;
      tally.setAttribute(
        'aria-label',
        `${count} of ${tally.querySelectorAll('[data-task]').length} tasks done`,
      );
    }
    for (const mark of document.querySelectorAll<HTMLElement>('[data-read]')) {
      const part = chapters[mark.dataset.read ?? '']?.readTo ?? 0;
      mark.textContent = part >= 0.95 ? 'read' : part >= 0.1 ? `${Math.round(part * 100)} %` : '';
    }
  });
}

/** At `#continue`, goes to where the chapter was left. */
export function goOn({ progress }: ReadingPage): void {
  const text = document.querySelector('.sl-markdown-content');
  if (location.hash !== '#continue' || !text) return;
  const { readTo = 0 } = progress.view.value.chapters[chapterHere() ?? ''] ?? {};
  const { top, height } = text.getBoundingClientRect();
  scrollTo({ top: scrollY + top + height * readTo - innerHeight * 0.8, behavior: 'instant' });
}

/** The id of the chapter that the page is. */
export const chapterHere = (): string | undefined =>
  document.querySelector<HTMLElement>('[data-chapter]')?.dataset.chapter;

/** *Continue where I left*, on the landing page. */
export function offerToContinue({ progress }: ReadingPage): void {
  const link = document.querySelector<HTMLAnchorElement>('[data-continue]');
  if (!link) return;
  progress.view.listen(({ last }) => {
    const title =
      last && document.querySelector(`[data-title-of="${CSS.escape(last.chapter)}"]`)?.textContent;
    showIf(link, Boolean(title));
    if (!last || !title) return;
    link.dataset.kind = 'primary';
    document.querySelector('[data-begin]')?.removeAttribute('data-kind');
    link.href = bookHref(`/${last.chapter}/#continue`);
    link.textContent = `Continue in “${title.trim()}”`;
  });
}
