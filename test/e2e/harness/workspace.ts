import type { Locator, Page } from 'playwright-core';
import { until } from './until.ts';

const waitMs = 30_000;

/** The opened workspace as a reader finds their way in it: by roles and names. */
export interface WorkspaceOnPage {
  readonly root: Locator;
  button(name: string): Locator;
  /** Opens a panel by its tab. */
  look(panel: 'Files' | 'Checks' | 'X-ray' | 'Terminal'): Promise<Locator>;
  /** The light of a check in the strip; its name ends with its state in words. */
  light(title: string): Locator;
  lit(title: string, words: 'holds' | 'does not hold' | 'not judged: a guard fails'): Promise<void>;
  /** Waits until the last job is over and the lab runs. */
  ready(): Promise<void>;
  readonly shell: Shell;
  shellNamed(name: string): Shell;
  editorOf(path: string): Editor;
}

export function workspaceOn(page: Page): WorkspaceOnPage {
  const root = page.getByRole('region', { name: 'Workspace', exact: true });
  const lights = root.getByRole('toolbar', { name: 'Checks' });
  const light = (title: string) => lights.getByRole('button', { name: title });
  const shellNamed = (name: string) => shellIn(page, root.getByRole('tabpanel', { name: `Shell ${name}` }));
  return {
    root,
    button: (name) => root.getByRole('button', { name: new RegExp(`^${name}(\\s*, edits not applied)?$`) }),
    async look(panel) {
      const name = new RegExp(`^${panel}`);
      const tab = root.getByRole('tab', { name });
      // Where there is room, the terminal has a place of its own and no tab.
      if (await tab.isVisible()) await tab.click();
      const shown = root.getByRole('tabpanel', { name }).or(root.getByRole('region', { name }));
      await shown.first().waitFor();
      return shown.first();
    },
    light,
    lit: (title, words) =>
      lights.getByRole('button', { name: `${title}: ${words}` }).waitFor({ timeout: waitMs }),
    async ready() {
      await root.getByText('running', { exact: true }).waitFor({ timeout: 60_000 });
      await root
        .getByRole('region', { name: 'Job under way' })
        .waitFor({ state: 'detached', timeout: 60_000 });
    },
    shell: shellNamed('main'),
    shellNamed,
    editorOf: (path) =>
      editorIn(page, root.getByRole('textbox', { name: new RegExp(`^${path.replace('.', '\\.')}`) })),
  };
}

/** Goes to the card of the first lab, as a reader does who starts it: what it needs is loaded then. */
export async function startLab(page: Page): Promise<void> {
  const start = page.getByRole('button', { name: 'Start lab' }).first();
  await start.scrollIntoViewIfNeeded();
  await start.click();
}

/** Goes to the card of a lab that runs, and opens its workspace from there. */
export async function openRunning(page: Page): Promise<void> {
  await page.locator('drydock-lab').first().scrollIntoViewIfNeeded();
  await page.getByRole('button', { name: 'Open the workspace' }).click();
}

/** Presses Tab until the focus is on an element, or in one. */
export async function tabTo(page: Page, target: Locator, most = 300): Promise<void> {
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element.contains(document.activeElement))) return;
  }
  throw new Error(`${most} times Tab did not come to ${target}`);
}

/** One shell: what stands in its window, and keys into it. */
export interface Shell {
  readonly panel: Locator;
  readonly input: Locator;
  /** Lines of the window from top to bottom; without what has scrolled out of it. */
  text(): Promise<string>;
  shows(what: string | RegExp, timeoutMs?: number): Promise<void>;
  /** Types a line and Enter, once a prompt is there. */
  run(command: string): Promise<void>;
}

function shellIn(page: Page, panel: Locator): Shell {
  const input = panel.getByRole('textbox');
  const shell: Shell = {
    panel,
    input,
    text: () =>
      // xterm draws rows without a role: a screen reader has a mode of its own.
      panel.locator('.xterm-rows > div').evaluateAll((rows) => rows.map((row) => row.textContent).join('\n')),
    async shows(what, timeoutMs = waitMs) {
      let seen = '';
      await until(`the shell shows ${what}`, timeoutMs, async () => {
        seen = await shell.text();
        return typeof what === 'string' ? seen.includes(what) : what.test(seen);
      }).catch((error: unknown) => {
        throw new Error(`${String(error)}; it shows:\n${seen.trimEnd()}`);
      });
    },
    async run(command) {
      // While the line to the shell is down a note says so, and keys go nowhere.
      await panel.getByRole('status').waitFor({ state: 'detached' });
      await shell.shows(/[$#]\s*$/);
      await input.focus();
      await page.keyboard.type(command);
      await page.keyboard.press('Enter');
    },
  };
  return shell;
}

/** Monaco with a file in it. */
export interface Editor {
  readonly box: Locator;
  /** Waits until it can be typed into. Its box has no size, so for a browser it is never visible. */
  ready(): Promise<void>;
  /** Puts the cursor behind a line, counted from 1. */
  goToEndOf(line: number): Promise<void>;
  /** Pastes a text over all that the file holds. */
  replaceAll(text: string): Promise<void>;
}

function editorIn(page: Page, box: Locator): Editor {
  return {
    box,
    ready: () => box.waitFor({ state: 'attached' }),
    async goToEndOf(line) {
      await box.focus();
      await page.keyboard.press('Control+Home');
      for (let at = 1; at < line; at += 1) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
    },
    async replaceAll(text) {
      await box.focus();
      await page.keyboard.press('Control+a');
      await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
      await page.keyboard.press('Control+v');
    },
  };
}
