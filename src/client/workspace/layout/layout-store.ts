import { type ReadonlySignal, signal } from '@preact/signals';
import { readStored, store } from '../../core/local-storage.ts';
import type { Arrangement, Layout, Panel, Slot } from './arrangement.ts';
import {
  arrangementFor,
  freshLayout,
  isLayout,
  lookedAt,
  mended,
  shownIn,
  slotOf,
  toggledFold,
  withSideSplit,
  withSplit,
} from './arrangement.ts';

/** How the panels stand now, by the room that the dock gives and what the reader chose; remembered. */
export interface LayoutStore extends Disposable {
  readonly arrangement: ReadonlySignal<Arrangement>;
  readonly layout: ReadonlySignal<Layout>;
  isShown(panel: Panel): boolean;
  look(panel: Panel): void;
  toggleFold(slot: Slot): void;
  /** The share of the height that what is shown over the terminal has. */
  setSplit(share: number): void;
  /** The share of the width that files and terminal have beside what is shown there. */
  setSideSplit(share: number): void;
}

const key = 'workspace-layout';

/** Follows the size of `element`. */
export function makeLayoutStore(element: HTMLElement): LayoutStore {
  const measure = () => arrangementFor(element.clientWidth, element.clientHeight, remInPixels());
  const arrangement = signal(measure());
  const layout = signal(mended(readStored(key, isLayout) ?? freshLayout));
  const observer = new ResizeObserver(() => {
    // A folded or hidden dock says nothing about how the panels should stand.
    if (element.clientHeight > 80) arrangement.value = measure();
  });
  observer.observe(element);

  function set(next: Layout): void {
    layout.value = next;
    store(key, next);
  }

  return {
    arrangement,
    layout,
    isShown(panel) {
      const slot = slotOf(arrangement.value, panel);
      return !layout.value.folded.includes(slot) && shownIn(layout.value, arrangement.value, slot) === panel;
    },
    look: (panel) => set(lookedAt(layout.value, arrangement.value, panel)),
    toggleFold: (slot) => set(toggledFold(layout.value, slot)),
    setSplit: (share) => set(withSplit(layout.value, arrangement.value, share)),
    setSideSplit: (share) => set(withSideSplit(layout.value, share)),
    [Symbol.dispose]: () => observer.disconnect(),
  };
}

export function remInPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}
