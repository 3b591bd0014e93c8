import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { findBarriers } from '../../fixtures/workspace-harness/barriers.ts';
import { type Harness, openHarness } from '../../fixtures/workspace-harness/harness.ts';
import { type OpenBrowser, openBrowser, shellIsOpen } from '../../fixtures/workspace-harness/open-browser.ts';
import { softState } from '../../fixtures/workspace-harness/sample-observation.ts';
import { whyNoBrowser } from '../harness/browser.ts';
import { startLab } from '../harness/workspace.ts';

/** A page may take its time on a busy machine. */
const soon = { timeout: 10_000 };

describe.skipIf(whyNoBrowser())('the instruments of the workspace', () => {
  let harness: Harness;
  let browser: OpenBrowser;

  beforeAll(async () => {
    harness = await openHarness();
    browser = await openBrowser(harness, { readable: false });
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await harness?.[Symbol.asyncDispose]();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      await browser.page.screenshot({ path: `test-results/${task.name.slice(0, 40)}.png` });
    }
    expect(browser.complaints).toEqual([]);
  });

  const light = (name: RegExp) =>
    browser.page.getByRole('toolbar', { name: 'Checks' }).getByRole('button', { name });
  const live = () => browser.page.locator('#dd-live');

  test('starting shows its steps with sizes, can be cancelled, and the shell is there without another step', async () => {
    const { page } = browser;
    let goOn = () => {};
    harness.runner.gate = new Promise((resolve) => {
      goOn = () => resolve();
    });
    await page.click('#open');
    await startLab(page);
    const job = page.getByRole('region', { name: 'Job under way' });
    await job.getByText('18.4 MB of 48.5 MB').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await job.getByRole('button', { name: 'Cancel' }).click();
    await job.waitFor({ state: 'detached' });
    await startLab(page);
    await job.getByText('18.4 MB of 48.5 MB').waitFor();
    goOn();
    harness.runner.gate = undefined;
    await shellIsOpen(page);
  });

  test('a page whose key is gone says so in words, and goes on when another tab signs in', async () => {
    const { page, context } = browser;
    await page.evaluate(() => localStorage.removeItem('drydock:sign-in'));
    await page.getByRole('button', { name: 'Check', exact: true }).first().click();
    await harness.stopServer();
    await harness.startServer();
    const banner = page.getByText('Your login has ended.');
    await banner.waitFor();
    expect(await findBarriers(page)).toEqual([]);
    const other = await context.newPage();
    await openLoginLink(other, harness.loginUrl());
    await other.close();
    await banner.waitFor({ state: 'detached' });
    await shellIsOpen(page);
  });

  test('what a panel holds scrolls within the panel, and is never scrolled out of it', async () => {
    const { page } = browser;
    await page.getByRole('tab', { name: /^Checks/ }).click();
    const tooTall = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.ws-panel')]
          .filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight)
          .map(({ id, className }) => id || className),
      );
    expect(await tooTall()).toEqual([]);
    const last = page.locator('.ws-checks li').last();
    await last.scrollIntoViewIfNeeded();
    const [row, panel] = [
      await last.boundingBox(),
      await page.locator('.ws-panel:visible').first().boundingBox(),
    ];
    expect(row?.y).toBeGreaterThanOrEqual(panel?.y ?? Number.POSITIVE_INFINITY);
  });

  test('a failed check names container, process, what was seen and what was wanted', async () => {
    const { page } = browser;
    const row = page.locator('#ws-check-held');
    await row.getByText('web’s server.sh (pid 1) holds 14 capabilities in its effective set').waitFor();
    expect(await row.locator('dl').innerText()).toMatch(/observed\s+CHOWN[\s\S]+expected\s+none/);
    await row.getByText('server.sh (pid 1 in the container)').waitFor();
    expect(await row.getByRole('link', { name: 'Where this is explained' }).getAttribute('href')).toBe(
      '/start/#capabilities',
    );
    expect(await findBarriers(page)).toEqual([]);
  });

  test('lights turn by themselves when a container changes, and a screen reader is told', async () => {
    const { page } = browser;
    await light(/^web holds no capability: does not hold/).waitFor();
    harness.runner.become({ dropped: true });
    await light(/^web holds no capability: holds/).waitFor();
    await light(/^web cannot gain one: holds/).waitFor();
    await expect
      .poll(() => live().innerText(), soon)
      .toBe('web holds no capability: holds. web cannot gain one: holds. 3 of 5 hold, 1 skipped.');
    await page.getByText('3 of 5 hold, 1 skipped', { exact: true }).waitFor();
  });

  test('the strip is one stop of the Tab key, arrows walk it, and a light leads to its check', async () => {
    const { page } = browser;
    await light(/^Guard: web answers/).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page
      .locator('.ws-light:focus-within .ws-tip')
      .getByText('no_new_privs is not set for web’s nc')
      .waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#ws-check-privileges:focus').waitFor();
  });

  test('a guard that fails is named, what lies behind is not judged, and the crash shows its last lines', async () => {
    const { page } = browser;
    harness.runner.become({ webRuns: false });
    await light(/^web holds no capability: not judged/).waitFor();
    await page.getByText('A guard fails: until “web answers with the greeting” holds again').waitFor();
    const crash = page.getByRole('region', { name: 'web does not run' });
    await crash.getByText('exited with 127').waitFor();
    await crash.getByText('nc: not found').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('tab', { name: /^Files/ }).click();
    await page.getByRole('button', { name: 'Its last lines' }).click();
    await crash.waitFor();
    harness.runner.become(softState);
    await crash.waitFor({ state: 'detached' });
  });

  test('hints open one by one, and an answer is compared with what was true', async () => {
    const { page } = browser;
    const task = page.getByRole('region', { name: 'Take every capability away' });
    await task.getByRole('button', { name: /^Hint 3 left/ }).click();
    await task.getByText('Look at what web holds').waitFor();
    await task.getByRole('button', { name: /^Next hint 2 left/ }).waitFor();
    await task.getByRole('textbox').fill('12');
    await page.keyboard.press('Enter');
    await task.getByText('Not 12.').waitFor();
    await task.getByRole('textbox').fill('14');
    await task.getByRole('button', { name: 'Answer' }).click();
    await task.getByText('CapEff of its pid 1 is').waitFor();
  });

  test('Check records an attempt and says so', async () => {
    const { page } = browser;
    await page.getByText('judged live').waitFor();
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    const recorded = page.getByText(/^Recorded at .*: \d+ of \d+ points\.$/);
    await recorded.waitFor();
    // It stays when the next live judgement comes.
    harness.runner.become({});
    await expect.poll(() => recorded.isVisible(), soon).toBe(true);
  });

  test('the X-ray tells what runs with its source, and moves with it', async () => {
    const { page } = browser;
    await page.getByRole('tab', { name: 'X-ray' }).click();
    const web = page.getByRole('group', { name: 'web', exact: true });
    const db = page.getByRole('group', { name: 'db', exact: true });
    await web.getByRole('img', { name: /^Capabilities: 14 held: CHOWN, .*NET_RAW/ }).waitFor();
    await db.getByText('runsc keeps its own mount table, and it was not asked.').waitFor();
    await db.locator('[data-part="who"]').getByText('the sandbox’s word').waitFor();
    await page.getByText('As tables').click();
    const facts = page.getByRole('table', { name: 'Facts, and who says them' });
    expect(await facts.getByRole('row', { name: /^Root file system/ }).innerText()).toMatch(
      /writable\s+kernel[\s\S]+writable\s+declared/,
    );
    expect(await facts.getByRole('row', { name: /^User / }).innerText()).toMatch(/uid 70, gid 70\s+sandbox/);
    harness.runner.become({ readOnly: true });
    const root = web.locator('[data-part="writes"]');
    await root.getByText('read-only').first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.screenshot({ path: 'test-results/xray-panel.png' });
    await page.getByRole('tab', { name: /^Checks/ }).click();
  });

  test('Reset asks first, and says that a copy is kept', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: 'Reset' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reset this lab?' });
    await dialog.getByText('A copy of the files as they are now is kept').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const jobs = harness.runner.jobs;
    await page.getByRole('button', { name: 'Reset' }).click();
    await dialog.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => harness.runner.jobs, soon).toBe(jobs + 1);
  });

  test('what the last job changed is told in the X-ray, and still is after a reload', async () => {
    const { page } = browser;
    const told = () => page.getByText('Since the reset').waitFor();
    await page.getByRole('tab', { name: 'X-ray' }).click();
    harness.runner.become({ readOnly: false });
    await told();
    await page.reload();
    await page.click('#open');
    await shellIsOpen(page);
    await page.getByRole('tab', { name: 'X-ray' }).click();
    await told();
    harness.runner.become({ readOnly: true });
    await page.getByRole('tab', { name: /^Checks/ }).click();
  });

  test('the engine that went away is told with a way to bring it back, and the lights are marked as old', async () => {
    const { page } = browser;
    harness.runner.setEngine({
      state: 'absent',
      steps: [],
      error: {
        code: 'engine-lost',
        title: 'The Docker Engine went away',
        message: 'The Engine at unix:///run/docker.sock does not answer.',
        fix: 'sudo systemctl start docker\nnpm start',
      },
    });
    await page.getByText('The engine went away.').waitFor();
    await page.getByText('sudo systemctl start docker').waitFor();
    await page.getByText('as last seen').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    harness.runner.setEngine({ state: 'ready', steps: [] });
    await page.getByText('The engine went away.').waitFor({ state: 'detached' });
  });

  test('the keys of the workspace work in it and nowhere else, and stand in the list', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: 'Stop', exact: true }).focus();
    await page.keyboard.press('w');
    await page.getByRole('tab', { name: 'X-ray', selected: true }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).focus();
    await page.keyboard.press('t');
    await page.locator('.xterm-helper-textarea:focus').waitFor();
    await page.keyboard.press('c');
    await page.getByRole('tab', { name: 'X-ray', selected: true }).waitFor();
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Control+Shift+Backquote');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('what is running').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'X-ray' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('tab', { name: /^Checks/, selected: true }).waitFor();
  });

  test('the line between panels is moved by arrows and remembered, and panels fold', async () => {
    const { page } = browser;
    const line = page.getByRole('separator', { name: 'Height of the terminal' });
    await line.focus();
    const before = Number(await line.getAttribute('aria-valuenow'));
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => line.getAttribute('aria-valuenow'), soon).toBe(String(before - 4));
    await page.reload();
    await page.click('#open');
    await line.waitFor();
    expect(await line.getAttribute('aria-valuenow')).toBe(String(before - 4));
    await page.getByRole('button', { name: 'Fold Terminal' }).click();
    await page.locator('#ws-panel-terminal').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Unfold Terminal' }).click();
    await shellIsOpen(page);
  });

  test('all done says what to keep and where to go on', async () => {
    const { page } = browser;
    await page.locator('#ws-check-privileges').scrollIntoViewIfNeeded();
    await page.getByRole('tab', { name: 'X-ray' }).click();
    harness.runner.become({ dropped: true, readOnly: true, noNewPrivileges: true, webRuns: true });
    harness.runner.set({ done: { drop: 'now', settle: 'now' } });
    await page.getByText('5 of 5 hold, 1 skipped', { exact: true }).waitFor();
    await page.getByRole('tab', { name: /^Checks/ }).click();
    const done = page.getByRole('region', { name: 'Lab done' });
    await expect
      .poll(() => page.locator('.ws-scroll:visible').evaluate((panel) => panel.scrollTop), soon)
      .toBe(0);
    await done.getByText('Drop all capabilities, add back only what breaks.').waitFor();
    expect(await done.getByRole('link', { name: 'Next lab: Images side by side' }).getAttribute('href')).toBe(
      '/base-images/#lab-measure',
    );
    expect(await findBarriers(page)).toEqual([]);
  });

  test.each(['light', 'dark'])(
    'nothing bars the way in the %s theme, with files and terminal open, on wide screens',
    async (theme) => {
      const { page } = browser;
      await page.evaluate((name) => {
        document.documentElement.dataset.theme = name;
      }, theme);
      await page.getByRole('button', { name: 'Full screen' }).click();
      await page.locator('.ws-editor .view-line').first().waitFor();
      await page.getByRole('tab', { name: /^Checks/ }).click();
      expect(await findBarriers(page)).toEqual([]);
      await page.getByRole('tab', { name: 'X-ray' }).click();
      expect(await findBarriers(page)).toEqual([]);
      await page.getByRole('button', { name: 'Beside the text' }).click();
    },
  );

  test('a phone has one panel at a time, nothing wider than itself, and can check', async () => {
    const { page } = browser;
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByRole('button', { name: 'Full screen' }).click();
    for (const name of [/^Files/, /^Checks/, 'X-ray', 'Terminal']) {
      await page.getByRole('tab', { name }).click();
      await expect.poll(() => page.locator('.ws-panel:not([hidden])').count(), soon).toBe(1);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      expect(await findBarriers(page)).toEqual([]);
    }
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByRole('tab', { name: /^Checks/ }).click();
    await page.getByText(/^Recorded at .*: \d+ of \d+ points\.$/).waitFor();
    await page.getByRole('button', { name: 'Fold the workspace to a bar' }).click();
    expect(await findBarriers(page)).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('a closed workspace leaves nothing behind, and opens again', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: 'Unfold the workspace' }).click();
    await page.getByRole('button', { name: 'Close the workspace; the lab goes on' }).click();
    await expect.poll(() => page.locator('.ws, .ws-editor-overflow, .ws-keys').count(), soon).toBe(0);
    await expect.poll(() => harness.runner.listeners.size, soon).toBe(0);
    await page.click('#open');
    await shellIsOpen(page);
  });

  test('opening loads neither terminal nor editor before they are wanted', async () => {
    const { page, context } = browser;
    harness.runner.set({ phase: 'stopped' });
    const fresh = await context.newPage();
    const loaded: string[] = [];
    fresh.on('response', (response) => loaded.push(response.url()));
    await fresh.goto(`${harness.url}/`);
    await fresh.click('#open');
    await fresh.locator('.ws-lights').waitFor();
    expect(loaded.filter((url) => /monaco|editor\.api|yaml/.test(url))).toEqual([]);
    await fresh.close();
    await page.bringToFront();
  });

  test('a picture in the text is of one’s own containers where the reader says so, and moves with them', async () => {
    harness.runner.set({ phase: 'running' });
    await browser.page.evaluate('connectPicture()');
    const picture = browser.page.locator('drydock-xray[data-parts]');
    const recorded = picture.getByText('What was recorded.');
    const whose = picture.getByRole('group', { name: 'Whose containers' });
    expect(await recorded.isVisible()).toBe(true);
    await whose.getByRole('button', { name: 'Yours, now', pressed: false }).click();
    await picture.getByText('Yours, as it is now.').waitFor();
    expect(await recorded.isVisible()).toBe(false);
    harness.runner.become({ readOnly: true });
    const root = picture.locator('[data-part="writes"] .x-place').first();
    await root.getByText('read-only').waitFor();
    expect(await picture.locator('[data-part="may"]').count()).toBe(0);
    harness.runner.become({ readOnly: false });
    await root.getByText('writable').waitFor();
    await whose.getByRole('button', { name: 'As recorded', pressed: false }).click();
    expect(await recorded.isVisible()).toBe(true);
  });

  test('a map of namespaces in the text is of one’s own processes where the reader says so, and moves with them', async () => {
    harness.runner.set({ phase: 'running' });
    harness.runner.become({ ...softState });
    await browser.page.evaluate('connectPicture()');
    const map = browser.page.locator('drydock-xray[data-map]');
    const press = (name: string) => map.getByRole('button', { name, pressed: false }).click();
    expect(await map.getByText('A map that was recorded.').isVisible()).toBe(true);
    await press('Yours, now');
    await map.getByText('Yours, as it is now.').waitFor();
    await map.getByText(/^nc \(uid 0\) is apart from server\.sh in no kind$/).waitFor();
    harness.runner.become({ apart: true });
    await map.getByText(/^nc \(uid 0\) is apart from server\.sh in net$/).waitFor();
    expect(await map.locator('.x-part-title').allTextContents()).toEqual([
      'Who is in which namespace',
      'Which user namespace owns which',
    ]);
    harness.runner.become({ webRuns: false });
    await map.getByText('Unknown: web does not run: it has no processes.').waitFor();
    harness.runner.become({ ...softState });
    await map.getByText('Who is in which namespace').waitFor();
    await press('As recorded');
    expect(await map.getByText('A map that was recorded.').isVisible()).toBe(true);
  });

  test('calls in a table are marked once a recorder told of them, and stay so while nobody asks it', async () => {
    const { page } = browser;
    harness.runner.set({ phase: 'running' });
    harness.runner.become({ ...softState });
    await page.evaluate('connectCalls()');
    const own = page.locator('drydock-own-calls');
    const rows = page.locator('.dd-syscalls tbody th');
    expect(await own.getByRole('status').count()).toBe(0);
    harness.runner.become({ recorded: 'calls 3\nkinds 1\nlost 0\ncall read 3\n' });
    await own.getByText(/^web, at your last Check, .*: 1 kind of calls, 3 in all\. 1 of the 2/).waitFor();
    expect(await rows.allTextContents()).toEqual(['readyours: 3×', 'bpf']);
    harness.runner.become({ recorded: '', readOnly: true });
    harness.runner.become({ recorded: 'calls 4\nkinds 2\nlost 0\ncall read 3\ncall bpf 1\n' });
    await rows.getByText('yours: 1×').waitFor();
    await own.getByRole('textbox').fill('lost 0\ncall bpf 7\n');
    await rows.getByText('yours: 7×').waitFor();
    expect(await rows.allTextContents()).toEqual(['read', 'bpfyours: 7×']);
    await own.getByRole('textbox').fill('');
    expect(await rows.allTextContents()).toEqual(['readyours: 3×', 'bpfyours: 1×']);
    harness.runner.become({ ...softState });
  });

  test('a profile in the text is the reader’s own where they say so: compiled, stepped through, or told what is wrong', async () => {
    const { page } = browser;
    harness.runner.set({ phase: 'running' });
    await page.evaluate('connectProfile()');
    const own = page.locator('drydock-own-profile');
    const whose = own.getByRole('group', { name: 'Whose seccomp-web.json' });
    const begins = own.getByText('as it begins', { exact: true });
    expect(await begins.isVisible()).toBe(true);
    const press = () => whose.getByRole('button', { name: 'Yours, now' }).click();
    const file = join(harness.runner.directory, 'seccomp-web.json');
    await press();
    await own.getByText(/^Yours, now\. x86_64, \d+ instructions$/).waitFor();
    expect(await begins.isVisible()).toBe(false);
    expect(await own.locator('[data-whose="own"] [data-pane="json"] li').first().innerText()).toContain('{');
    await own.getByRole('button', { name: 'Run it' }).click();
    await own.getByText(/^Verdict: ALLOW\./).waitFor();
    writeFileSync(file, '{\n  "defaultAction": "SCMP_ACT_ERNO"\n}\n');
    await press();
    await own.getByText('seccomp-web.json:2').waitFor();
    await own.getByText('did you mean SCMP_ACT_ERRNO?').waitFor();
    await whose.getByRole('button', { name: 'As it begins' }).click();
    expect(await begins.isVisible()).toBe(true);
  });
});
