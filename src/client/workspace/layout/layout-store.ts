import { type ReadonlySignal, signal } from '@preact/signals';
import type { Arrangement, Layout, Panel, Slot } from './arrangement.ts';
import {
  arrangementFor,
  clampSplit,
  lookedAt,
  parseLayout,
  shownIn,
  slotOf,
  toggledFold,
} from './arrangement.ts';

/** How the panels stand now, by the room that the dock gives and what the reader chose; remembered. */
export interface LayoutStore extends Disposable {
  readonly arrangement: ReadonlySignal<Arrangement>;
  readonly layout: ReadonlySignal<Layout>;
  isShown(panel: Panel): boolean;
  look(panel: Panel): void;
  toggleFold(slot: Slot): void;
  setSplit(which: 'split' | 'sideSplit', share: number): void;
}

const key = 'drydock:workspace-layout';

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

/** Follows the size of `element`. */
export function makeLayoutStore(element: HTMLElement, storage: Storage | undefined): LayoutStore {
  const measure = () => arrangementFor(element.clientWidth, element.clientHeight, remInPixels());
  const arrangement = signal(measure());
  const layout = signal(parseLayout(readLayout(storage)));
  const observer = new ResizeObserver(() => {
    // A folded or hidden dock says nothing about how the panels should stand.
    if (element.clientHeight > 80) arrangement.value = measure();
  });
  observer.observe(element);

  function set(next: Layout): void {
    layout.value = next;
    try {
      storage?.setItem(key, JSON.stringify(next));
    } catch {
      // Forgotten with the page.
    }
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
    setSplit: (which, share) => set({ ...layout.value, [which]: clampSplit(share) }),
    [Symbol.dispose]: () => observer.disconnect(),
  };
}

function readLayout(storage: Storage | undefined): string | null {
  try {
    return storage?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

function remInPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}
