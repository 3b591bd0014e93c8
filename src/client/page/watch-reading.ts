import type { BookPage } from './book-page.ts';
import { chapterHere } from './contents.ts';

/** Remembers how far a chapter was read; told to the store when the reader pauses or leaves. */
export function watchReading({ progress, dock }: BookPage): void {
  const chapter = chapterHere();
  const text = document.querySelector('.sl-markdown-content');
  if (!chapter || !text) return;
  let furthest = 0;
  let told = 0;
  const look = () => {
    const { top, height } = text.getBoundingClientRect();
    furthest = Math.max(furthest, Math.min(1, Math.max(0, (innerHeight - top) / height)));
  };
  const tell = () => {
    if (furthest - told < 0.01) return;
    told = furthest;
    progress.readTo(chapter, Math.round(furthest * 100) / 100, dock.lab);
  };
  addEventListener('scroll', look, { passive: true });
  addEventListener('scrollend', tell);
  addEventListener('pagehide', tell);
  // What brought the page into use may have been a scroll, and that one over.
  if (scrollY > 0) {
    look();
    tell();
  }
}
