/**
 * The split between prose and workspace: dragged with a pointer, moved with the arrow keys, remembered.
 * At the side it divides the width, as a bottom sheet the height; both as the workspace's part of the window.
 */
import { readStored, store } from '../core/local-storage.ts';
import { isNumber, objectOf } from '../core/shape.ts';

type Axis = 'side' | 'sheet';
const isParts = objectOf<Record<Axis, number>>({ side: isNumber, sheet: isNumber });
const usual: Readonly<Record<Axis, number>> = { side: 0.54, sheet: 0.6 };
const least: Readonly<Record<Axis, number>> = { side: 0.3, sheet: 0.25 };
const most: Readonly<Record<Axis, number>> = { side: 0.72, sheet: 0.92 };

export interface Split {
  /** At the side at least so many CSS pixels, as far as the text leaves room; undefined: the part that it had before. */
  widen(pixels: number | undefined): void;
}

/** `around` runs each change of layout, so that it can hold the place of reading. */
export function makeSplit(
  handle: HTMLElement,
  wide: MediaQueryList,
  around: (change: () => void) => void,
): Split {
  const parts = readStored('split', isParts) ?? { ...usual };
  const axis = (): Axis => (wide.matches ? 'side' : 'sheet');

  const apply = () => {
    const now = axis();
    const part = parts[now];
    document.documentElement.style.setProperty('--dd-side', `${(parts.side * 100).toFixed(2)}vw`);
    document.documentElement.style.setProperty('--dd-sheet-height', `${(parts.sheet * 100).toFixed(2)}dvh`);
    handle.setAttribute('aria-orientation', now === 'side' ? 'vertical' : 'horizontal');
    handle.setAttribute('aria-valuenow', String(Math.round(part * 100)));
    handle.setAttribute('aria-valuemin', String(least[now] * 100));
    handle.setAttribute('aria-valuemax', String(most[now] * 100));
  };
  const move = (part: number) => {
    const now = axis();
    parts[now] = Math.min(most[now], Math.max(least[now], part));
    around(apply);
  };
  const settle = () => store('split', parts);

  handle.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    handle.dataset.dragging = '';
  });
  handle.addEventListener('pointermove', (event) => {
    if (handle.dataset.dragging === undefined) return;
    move(axis() === 'side' ? 1 - event.clientX / innerWidth : 1 - event.clientY / innerHeight);
  });
  handle.addEventListener('lostpointercapture', () => {
    delete handle.dataset.dragging;
    settle();
  });
  handle.addEventListener('dblclick', () => {
    move(usual[axis()]);
    settle();
  });
  handle.addEventListener('keydown', (event) => {
    const more = ['ArrowLeft', 'ArrowUp'].includes(event.key);
    const less = ['ArrowRight', 'ArrowDown'].includes(event.key);
    if (!more && !less) return;
    event.preventDefault();
    move(parts[axis()] + (more ? 0.02 : -0.02));
    settle();
  });
  wide.addEventListener('change', apply);
  apply();

  let before = usual.side;
  return {
    widen(pixels) {
      if (pixels === undefined) parts.side = before;
      else {
        before = parts.side;
        // With the line at its edge, and what is lost where the part is written with two digits.
        parts.side = Math.min(most.side, Math.max(before, (pixels + 2) / innerWidth));
      }
      around(apply);
      settle();
    },
  };
}
