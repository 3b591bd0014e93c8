import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findBarriers } from '../../fixtures/workspace-harness/barriers.ts';
import { type Harness, openHarness } from '../../fixtures/workspace-harness/harness.ts';
import {
  editorHasFocus,
  editorText,
  type OpenBrowser,
  openBrowser,
  startLab,
} from '../../fixtures/workspace-harness/open-browser.ts';
import { sampleFiles, sampleSolution } from '../../fixtures/workspace-harness/sample-view.ts';
import { whyNoBrowser } from '../harness/browser.ts';

/** A page may take its time on a busy machine. */
const soon = { timeout: 10_000 };

describe.skipIf(whyNoBrowser())('the files of the workspace', () => {
  let harness: Harness;
  let browser: OpenBrowser;

  beforeAll(async () => {
    harness = await openHarness();
    browser = await openBrowser(harness);
    await startLab(browser.page);
    await browser.page.getByRole('tab', { name: /^Files/ }).click();
    await browser.page.locator('.ws-editor .view-line').first().waitFor();
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await harness?.[Symbol.asyncDispose]();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await browser.page.screenshot({ path: `test-results/${task.name.slice(0, 40)}.png` });
    expect(browser.complaints).toEqual([]);
  });

  const start = sampleFiles['compose.yaml'] ?? '';
  const onDisk = (path: string) => readFileSync(join(harness.runner.directory, path), 'utf8');
  const putOnDisk = (path: string, text: string) => writeFileSync(join(harness.runner.directory, path), text);

  async function typeAtTop(text: string): Promise<void> {
    const { page } = browser;
    await page.locator('.ws-editor .view-line').first().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.insertText(text);
  }

  async function footSays(text: string): Promise<void> {
    await browser.page.locator('.ws-file-foot').filter({ hasText: text }).waitFor();
  }

  /** Back to the start, with nothing kept from the test before. */
  async function startOver(): Promise<void> {
    putOnDisk('compose.yaml', start);
    await expect.poll(() => editorText(browser.page), soon).toContain('services:\n  web:');
    await footSays('saved');
  }

  test('the file that the lab is about is open, and what is typed is saved by itself', async () => {
    const { page } = browser;
    await typeAtTop('# typed\n');
    await page.locator('.ws-tab .ws-dirty').first().waitFor();
    await expect.poll(() => onDisk('compose.yaml'), soon).toBe(`# typed\n${start}`);
    await footSays('saved');
    await page.getByRole('button', { name: /^Run.*edits not applied/ }).waitFor();
  });

  test('Run saves first, and the marker on it goes', async () => {
    const { page } = browser;
    await typeAtTop('# just before the run\n');
    await page.getByRole('button', { name: /^Run/ }).click();
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    expect(onDisk('compose.yaml')).toContain('# just before the run');
  });

  test('an untouched file follows what a program in the terminal writes', async () => {
    putOnDisk('compose.yaml', `# by sed\n${start}`);
    await expect.poll(() => editorText(browser.page), soon).toContain('# by sed');
    await footSays('saved');
  });

  test('two versions: both are shown, mine is kept, and undo brings theirs back', async () => {
    const { page } = browser;
    await startOver();
    await typeAtTop('# mine\n');
    putOnDisk('compose.yaml', `# theirs\n${start}`);
    await page.getByRole('region', { name: 'Two versions of compose.yaml' }).waitFor();
    await page.locator('.ws-conflict .modified-in-monaco-diff-editor .view-line').first().waitFor();
    const sides = await page.locator('.ws-conflict .monaco-diff-editor').innerText();
    expect(sides.replaceAll('\u00a0', ' ')).toMatch(/# theirs[\s\S]*# mine/);
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await expect.poll(() => onDisk('compose.yaml'), soon).toBe(`# mine\n${start}`);
    await page.locator('.ws-editor .view-line').first().click();
    await page.keyboard.press('Control+Z');
    await expect.poll(() => onDisk('compose.yaml'), soon).toBe(`# theirs\n${start}`);
  });

  test('two versions: theirs is taken, and undo brings mine back', async () => {
    const { page } = browser;
    await startOver();
    await typeAtTop('# mine\n');
    putOnDisk('compose.yaml', `# theirs\n${start}`);
    await page.getByRole('button', { name: 'Take theirs' }).click();
    await expect.poll(() => editorText(page), soon).toContain('# theirs');
    await page.locator('.ws-editor .view-line').first().click();
    await page.keyboard.press('Control+Z');
    await expect.poll(() => onDisk('compose.yaml'), soon).toBe(`# mine\n${start}`);
  });

  test('while the server is away edits stay here, over a reload, and go out when it is back', async () => {
    const { page } = browser;
    await startOver();
    await harness.stopServer();
    await page.getByText('The server does not answer.').waitFor();
    await typeAtTop('# kept here\n');
    await footSays('kept in this browser');
    expect(onDisk('compose.yaml')).toBe(start);
    await harness.startServer();
    await expect.poll(() => onDisk('compose.yaml'), soon).toBe(`# kept here\n${start}`);
    await footSays('saved');

    await harness.stopServer();
    await page.getByText('The server does not answer.').waitFor();
    await typeAtTop('# over a reload\n');
    await footSays('kept in this browser');
    await harness.startServer();
    await page.goto(`${harness.url}/`);
    await page.click('#open');
    await expect.poll(() => onDisk('compose.yaml'), soon).toContain('# over a reload');
    await page.locator('.ws-editor .view-line').first().waitFor();
  });

  test('a draft that met a newer file is offered beside it', async () => {
    const { page } = browser;
    await startOver();
    await page.evaluate(() => {
      const draft = {
        path: 'compose.yaml',
        text: '# from yesterday\n',
        revision: 'older',
        at: '2026-01-01T00:00:00Z',
      };
      localStorage.setItem('drydock:drafts:start/first-container', JSON.stringify([draft]));
    });
    // Not by leaving the page: that would write down what is open now.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.reload();
    await page.click('#open');
    await page.getByRole('region', { name: 'Two versions of compose.yaml' }).waitFor();
    await page.getByRole('button', { name: 'Take theirs' }).click();
    await footSays('saved');
    expect(onDisk('compose.yaml')).toBe(start);
  });

  test('a compose file that does not parse is explained, and the link leads to the line', async () => {
    const { page } = browser;
    putOnDisk('compose.yaml', start.replace('build: ./web', 'build: [./web'));
    await page.getByRole('button', { name: /^Run/ }).click();
    const card = page.getByRole('alert').filter({ hasText: 'The compose file cannot be used' });
    await card.getByRole('button', { name: /^compose\.yaml, line \d+/ }).click();
    await page.locator('.ws-editor .squiggly-error').first().waitFor();
    await editorHasFocus(page);
    await startOver();
    await page.getByRole('button', { name: /^Run/ }).click();
    await card.waitFor({ state: 'detached' });
  });

  test('a build that fails shows its step and output', async () => {
    const { page } = browser;
    const before = onDisk('web/Dockerfile');
    putOnDisk('web/Dockerfile', before.replace('COPY', 'RUN false\nCOPY'));
    await page.getByRole('button', { name: /^Run/ }).click();
    const card = page.getByRole('alert').filter({ hasText: 'An image did not build' });
    await card.getByText('exit code: 1').waitFor();
    await card.getByRole('button', { name: 'web/Dockerfile, line 2' }).click();
    await page.getByRole('tab', { name: /^Dockerfile/ }).waitFor();
    putOnDisk('web/Dockerfile', before);
    await page.getByRole('button', { name: /^Run/ }).click();
    await card.waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: /^compose\.yaml/ }).click();
  });

  test('the solution is a comparison that changes nothing until it is asked to', async () => {
    const { page } = browser;
    await startOver();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Show solution' }).click();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('1 place differs').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(onDisk('compose.yaml')).toBe(start);
    await page.getByRole('button', { name: 'Copy this change' }).click();
    await page.getByText('The same as yours.').waitFor();
    await expect.poll(() => onDisk('compose.yaml'), soon).toBe(sampleSolution[0]?.text);
    await page.getByRole('button', { name: 'Back to my files' }).click();
    await page.getByRole('tab', { name: /^compose\.yaml/ }).click();
    await expect.poll(() => editorText(page), soon).toContain('cap_drop: [ALL]');
  });

  test('the tree is walked, and files are made, renamed and deleted by keyboard', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: 'New file' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Path').fill('../outside');
    await page.keyboard.press('Enter');
    await dialog.getByText('cannot lead out of the workspace').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByLabel('Path').fill('extra/run.sh');
    await page.keyboard.press('Enter');
    const row = page.getByRole('treeitem', { name: 'run.sh' });
    await row.waitFor();
    await row.focus();
    await page.keyboard.press('F2');
    await dialog.getByLabel('Path').fill('extra/again.sh');
    await page.keyboard.press('Enter');
    await expect.poll(() => existsSync(join(harness.runner.directory, 'extra/again.sh')), soon).toBe(true);
    const renamed = page.getByRole('treeitem', { name: 'again.sh' });
    await renamed.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator(':focus').getAttribute('data-path')).toBe('extra');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Delete');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await renamed.waitFor({ state: 'detached' });
    expect(existsSync(join(harness.runner.directory, 'extra/again.sh'))).toBe(false);
  });

  test('a file deleted in the terminal is kept on the screen, and written again if wanted', async () => {
    const { page } = browser;
    await page.getByRole('treeitem', { name: 'notes.md' }).click();
    await expect.poll(() => editorText(page), soon).toContain('# Notes');
    rmSync(join(harness.runner.directory, 'notes.md'));
    await page.getByText('notes.md was deleted elsewhere.').waitFor();
    await page.getByRole('button', { name: 'Write it again' }).click();
    await expect
      .poll(() => existsSync(join(harness.runner.directory, 'notes.md')) && onDisk('notes.md'))
      .toBe('# Notes\n');
  });

  test('compose keys are completed from the specification, and seccomp profiles are checked', async () => {
    const { page } = browser;
    await page.getByRole('tab', { name: /^compose\.yaml/ }).click();
    await startOver();
    await page.locator('.ws-editor .view-line').nth(2).click();
    await page.keyboard.press('End');
    await page.keyboard.type('\ncap_');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget .monaco-list-row').filter({ hasText: 'cap_drop' }).waitFor();
    for (const theme of ['light', 'dark']) {
      await page.evaluate((name) => {
        document.documentElement.dataset.theme = name;
      }, theme);
      await expect.poll(() => suggestionContrasts(page).then(pairsBelow(4.5)), soon).toEqual([]);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('treeitem', { name: 'seccomp-web.json' }).click();
    await expect.poll(() => editorText(page), soon).toContain('SCMP_ACT_ERRNO');
    await page.keyboard.press('Control+Home');
    await page.locator('.ws-editor .view-line').first().click();
    await page.keyboard.press('End');
    await page.keyboard.insertText('\n  "defaultActionn": 1,');
    await page.locator('.ws-editor .squiggly-warning, .ws-editor .squiggly-error').first().waitFor();
  });

  test('the keyboard gets out of the editor, and a file tab closes by Delete', async () => {
    const { page } = browser;
    await page.locator('.ws-editor .view-line').first().click();
    await page.keyboard.press('Control+Shift+Escape');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('ws-tab-files');
    await page.getByRole('tab', { name: /^seccomp-web\.json/ }).focus();
    await page.keyboard.press('Delete');
    await page.getByRole('tab', { name: /^seccomp-web\.json/ }).waitFor({ state: 'detached' });
  });

  test('a profile that compose.yaml names: wrong words are errors on their lines, right ones are offered', async () => {
    const { page } = browser;
    const rule = '"syscalls": [{ "names": ["chmod"], "action": "SCMP_ACT_ERRNO" }]';
    putOnDisk('compose.yaml', `${start}    security_opt: ["seccomp=./web.json"]\n`);
    const lines = ['"defaultAction": "SCMP_ACT_ALLOW"', '"architectures": ["SCMP_ARCH_X86"]', rule];
    putOnDisk('web.json', `{\n${lines.join(',\n')}\n}\n`);
    await page.getByRole('tab', { name: /^compose\.yaml/ }).click();
    await expect.poll(() => editorText(page), soon).toContain('seccomp=./web.json');
    await page.getByRole('treeitem', { name: 'web.json', exact: true }).click();
    await expect.poll(() => editorText(page), soon).toContain('SCMP_ACT_ALLOW');
    const marker = page.locator('.ws-editor .marker-widget, .ws-editor .peekview-widget');
    const over = async (word: string, instead: string) => {
      // Two double clicks at one place within half a second are four clicks, which select everything.
      await page.locator('.ws-editor .view-line').getByText('}', { exact: true }).last().click();
      await page.locator('.ws-editor .view-line').getByText(`"${word}"`, { exact: true }).dblclick();
      await page.keyboard.type(instead);
      await page.keyboard.press('Escape');
    };
    /** Types a wrong word over a right one, reads the marker, and mends it. */
    const said = async (right: string, wrong: string): Promise<string> => {
      await over(right, wrong);
      await page.locator('.ws-editor .squiggly-error').first().waitFor();
      await page.keyboard.press('F8');
      const text = await marker.first().innerText();
      // A list of suggestions that opened meanwhile takes the first Escape.
      const shown = async () => {
        await page.keyboard.press('Escape');
        return marker.count();
      };
      await expect.poll(shown, soon).toBe(0);
      await over(wrong, right);
      await page.locator('.ws-editor .squiggly-error').first().waitFor({ state: 'detached' });
      return text.replaceAll('\u00a0', ' ');
    };
    expect(await said('chmod', 'chmood')).toContain('This is no system call.');
    expect(await said('SCMP_ACT_ALLOW', 'SCMP_ACT_ALOW')).toContain('This is no action of a filter.');
    expect(await said('SCMP_ARCH_X86', 'SCMP_ARCH_AMD64')).toContain('This is no architecture.');
    await over('chmod', 'fchmodat');
    // The list that typing opened may come after the Escape, and has the same word.
    const suggestions = page.locator('.suggest-widget .monaco-list-row');
    const left = async () => {
      await page.keyboard.press('Escape');
      return suggestions.count();
    };
    await expect.poll(left, soon).toBe(0);
    await page.locator('.ws-editor .view-line').getByText('"fchmodat"', { exact: true }).click();
    await page.keyboard.press('Control+Space');
    await suggestions.filter({ hasText: 'fchmodat2' }).waitFor();
    await page.keyboard.press('Escape');
  });
});

interface Pair {
  readonly text: string;
  readonly ratio: number;
}

const pairsBelow = (least: number) => (pairs: readonly Pair[]) => {
  if (pairs.length === 0) throw new Error('no suggestion is shown');
  return pairs.filter(({ ratio }) => ratio < least);
};

/** How each piece of text in the list of suggestions stands out from what lies behind it (WCAG 2.2, contrast ratio). */
function suggestionContrasts(page: Page): Promise<readonly Pair[]> {
  return page.evaluate(() => {
    const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = channels(colour).map((each) => {
        const share = each / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = (element: Element | null): string => {
      if (element === null) return 'rgb(255, 255, 255)';
      const colour = getComputedStyle(element).backgroundColor;
      return channels(colour)[3] === 0 ? behind(element.parentElement) : colour;
    };
    const shown = [...document.querySelectorAll('.suggest-widget .monaco-list-row .label-name span')];
    return shown.map((span) => {
      const [light = 0, dark = 0] = [getComputedStyle(span).color, behind(span)]
        .map(luminance)
        .sort((one, other) => other - one);
      return { text: span.textContent ?? '', ratio: (light + 0.05) / (dark + 0.05) };
    });
  });
}
