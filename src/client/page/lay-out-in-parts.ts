import { whenIdle } from '../core/when-idle.ts';

/** The longest that a touch waits for a part, but for one block that takes longer. */
const partMs = 8;
/** How long a part waits for a browser that is never idle. */
const partByMs = 200;

/**
 * Lays out what the first picture left out since it is not to be seen yet, from the top on and in parts, so that a touch
 * of the reader waits for no more than one of them. What is left out has a height that is guessed, and the place that is
 * read is held by the browser; after this nothing is guessed. Does nothing where the page was laid out whole, which the
 * script in its head decides.
 */
export function layOutInParts(): void {
  if (document.documentElement.dataset.layout !== 'in-parts') return;
  const blocks = document.querySelectorAll<HTMLElement>('.sl-markdown-content > *');
  let next = 0;
  const layOut = () => {
    const since = performance.now();
    for (; next < blocks.length && performance.now() - since < partMs; next++) {
      const block = blocks[next];
      if (!block) break;
      block.style.contentVisibility = 'visible';
      // To ask for its height has it laid out now.
      void block.offsetHeight;
    }
    if (next < blocks.length) whenIdle(layOut, partByMs);
  };
  whenIdle(layOut, partByMs);
}
