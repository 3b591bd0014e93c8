import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { chromiumPath, chromiumProgram } from '../../fixtures/chromium.ts';
import { collectFaults, type Faults } from './faults.ts';

/** Why no browser can be driven here; undefined where one can. */
export function whyNoBrowser(): string | undefined {
  return existsSync(chromiumPath) ? undefined : `there is no ${chromiumPath}`;
}

/** A name that leads to this machine, which a browser takes for another: what it keeps for HTTPS is not there. */
export const asFromAnotherMachine = 'another-machine.test';

/** Without WebGL, so that the terminal draws text that a test can read. It speaks to nobody but the pages. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-3d-apis',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
  `--host-resolver-rules=MAP ${asFromAnotherMachine} 127.0.0.1`,
];

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumProgram(), args: [...chromiumArguments] });
}

/** A page in a profile of its own, with what went wrong in it. Disposing closes the profile. */
export interface Reader extends AsyncDisposable {
  readonly page: Page;
  readonly faults: Faults;
}

export async function openReader(browser: Browser, options: BrowserContextOptions = {}): Promise<Reader> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  return { page, faults: collectFaults(context), [Symbol.asyncDispose]: () => context.close() };
}
