/** What makes a page load more by itself: something that needs it is on the screen, or the reader touches the page. */

/** Each is a touch. To rest a pointer on the page is none; to come to a place of it by link or memory scrolls. */
const touches = ['pointerdown', 'keydown', 'focusin', 'scroll'] as const;

const againMs = 1500;

/**
 * Loads as soon as an element that the selector names is on the screen, or once `touch` resolves: of `touched`, asked for
 * before anything that lets a touch pass unheard. Where that fails, as while the server is away, `onFailure` is called, and
 * a later touch tries again.
 */
export async function onNeed<T>(
  selector: string,
  touch: Promise<void>,
  load: () => Promise<T>,
  onFailure: () => void,
): Promise<T> {
  await Promise.race([seen(selector), touch]);
  for (;;)
    try {
      return await load();
    } catch {
      onFailure();
      await new Promise((resolve) => setTimeout(resolve, againMs));
      await touched();
    }
}

/** Loads what an element needs once it is near the screen or holds the focus, and again at a touch where that fails. */
export async function whenNear<T>(element: HTMLElement, load: () => Promise<T>): Promise<T> {
  await near(element);
  for (;;)
    try {
      return await load();
    } catch {
      await touched();
    }
}

/** Resolves once it is near the screen or holds the focus. */
export function near(element: HTMLElement): Promise<void> {
  return new Promise((resolve) => {
    const come = () => {
      beside.disconnect();
      element.removeEventListener('focusin', come);
      resolve();
    };
    const beside = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) come();
      },
      { rootMargin: '50% 0px' },
    );
    element.addEventListener('focusin', come);
    beside.observe(element);
  });
}

function seen(selector: string): Promise<void> {
  return new Promise((resolve) => {
    const onScreen = new IntersectionObserver((entries) => {
      // What is folded away has a place, and is not to be seen.
      if (!entries.some((entry) => entry.isIntersecting && entry.target.checkVisibility())) return;
      onScreen.disconnect();
      resolve();
    });
    for (const element of document.querySelectorAll(selector)) onScreen.observe(element);
  });
}

/** Resolves at the next touch. */
export function touched(): Promise<void> {
  return new Promise((resolve) => {
    const once = new AbortController();
    const touch = () => {
      once.abort();
      resolve();
    };
    for (const name of touches)
      addEventListener(name, touch, { capture: true, passive: true, signal: once.signal });
  });
}
