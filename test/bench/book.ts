import type { Page } from 'playwright-core';
import { openBrowser } from '../e2e/harness/browser.ts';
import { type Drydock, startDrydock, whyNoLabs } from '../e2e/harness/drydock.ts';
import { NotHere } from './row.ts';

/** A server with the book, and a browser. */
export interface Book extends AsyncDisposable {
  readonly drydock: Drydock;
  /** A page in a profile of its own, as wide as a laptop. */
  openPage(): Promise<Page>;
}

/** Rejects with `NotHere` where this machine can run no lab in a browser. */
export async function openBook(): Promise<Book> {
  const why = whyNoLabs();
  if (why !== undefined) throw new NotHere(why);
  await using made = new AsyncDisposableStack();
  const drydock = made.use(await startDrydock());
  const browser = await openBrowser();
  made.defer(() => browser.close());
  const all = made.move();
  return {
    drydock,
    async openPage() {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      return context.newPage();
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
