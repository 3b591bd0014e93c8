/**
 * Code that a page loads by itself. A browser gives up what is under way as soon as an interface of its machine comes or
 * goes, as those of containers do, or as a laptop finds another network; so what did not come is asked for again.
 */

const againMs = 1500;
const lateMs = 10_000;

/**
 * What `load` imports. Where that fails it is tried again until it is there; `onTrouble` is called each time, and where it
 * has not come in time.
 */
export async function loadSurely<T>(load: () => Promise<T>, onTrouble: () => void = () => {}): Promise<T> {
  for (;;) {
    // A browser that waits for an answer gives whoever imports the same that same one: it may come yet.
    const late = setTimeout(onTrouble, lateMs);
    try {
      return await load();
    } catch {
      onTrouble();
      await new Promise((resolve) => setTimeout(resolve, againMs));
      askForStylesAgain();
    } finally {
      clearTimeout(late);
    }
  }
}

/** Style sheets that were asked for and did not come: the next import takes them for tried. */
const missing = new Set<HTMLLinkElement>();

/** From now on style sheets that do not come are asked for again, with the code that needs them. */
export function rememberMissingStyles(): void {
  addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') missing.add(target);
    },
    { capture: true },
  );
}

function askForStylesAgain(): void {
  for (const link of missing) link.replaceWith(link.cloneNode());
  missing.clear();
}
