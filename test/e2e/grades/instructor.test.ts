/** A course as whoever teaches makes and grades it in the browser: people, rules, grades, what is otherwise for one. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../../src/cli/root.ts';
import { buildSite, siteDir } from '../../../src/cli/site-build.ts';
import { type GradedCourse, startGradedCourse } from '../../fixtures/graded-course.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { findBarriers } from '../harness/accessibility.ts';
import { openBrowser, openReader, type Reader, whyNoBrowser } from '../harness/browser.ts';
import { expectWellInEachWindow } from '../harness/each-window.ts';
import { pictureFailures, stopAtFirstFailure } from '../harness/journey.ts';

const lab = 'start/first-container';
const pictures = join(root, 'test-results', 'grades');

describe.skipIf(whyNoBrowser() !== undefined)('a course in the browser', () => {
  let graded: GradedCourse;
  let browser: Browser;
  let teacher: Reader;
  let page: Page;
  let course: string;
  let assignment: string;
  const url = (path: string) => `${graded.at.server.url}${path}`;
  const ask = async <T>(path: string) => (await graded.call(graded.owner, 'GET', path)) as T;
  const people = () => ask<{ person: string; name: string }[]>(`/api/courses/${course}/roster`);
  const personOf = async (name: string) => (await people()).find((each) => each.name === name)?.person ?? '';

  pictureFailures(() => page);
  stopAtFirstFailure();
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    await buildSite(() => undefined);
    graded = await startGradedCourse({ siteDir: () => siteDir });
    browser = await openBrowser();
    teacher = await openReader(browser, { timezoneId: 'America/New_York' });
    page = teacher.page;
    await openLoginLink(page, graded.at.server.mintLoginUrl());
  });
  afterAll(async () => {
    await browser?.close();
    await graded?.[Symbol.asyncDispose]();
  });

  const isWell = (what: string) => expectWellInEachWindow(page, what, { pictures: 'grades' });

  test('is made with a zone of the IANA database, and one that is none is refused in words', async () => {
    teacher.faults.expect(/40[04]/);
    await page.goto(url('/courses/'));
    await page.getByText('There is no course yet.').waitFor();
    await page.getByLabel('Title').fill('Container security');
    await page.getByLabel('Time zone').fill('Europe/Wien');
    await page.getByRole('button', { name: 'Make course' }).click();
    await page.getByText('there is no time zone “Europe/Wien”').waitFor();
    await isWell('courses');
    await page.getByLabel('Time zone').fill('Europe/Vienna');
    await page.getByRole('button', { name: 'Make course' }).click();
    await page.getByRole('heading', { name: 'Container security', level: 1 }).waitFor();
    course = new URL(page.url()).searchParams.get('course') ?? '';
    await page.getByText('Nobody takes part yet.').waitFor();
    await page.getByText('There is no assignment yet').waitFor();
    await page.goto(url('/start/'));
    await page.getByRole('link', { name: 'Courses' }).waitFor();
  });

  test('gets its people from a table that is pasted: what is wrong stands by its line, then what is new', async () => {
    await page.goto(url(`/courses/?course=${course}`));
    const table = page.getByLabel('Paste it');
    await table.fill('name,email,section\nAda Lovelace,ada@example.org,A\nBen,no address,A\n');
    await page.getByRole('button', { name: 'Show what it would change' }).click();
    await page.getByRole('heading', { name: '1 thing is wrong with it' }).waitFor();
    await page.getByText('email is no address of e-mail').waitFor();
    expect(await page.getByRole('button', { name: 'Import it' }).count()).toBe(0);
    await isWell('roster-problem');
    await table.fill(
      'name,email,section,pair\nAda Lovelace,ada@example.org,A,\nBen,ben@example.org,A;B,one\nCem,cem@example.org,B,one\nEve,eve@example.org,B,\n',
    );
    await page.getByRole('button', { name: 'Show what it would change' }).click();
    await page.getByRole('heading', { name: '4 new, 0 changed, 0 the same' }).waitFor();
    await page.getByRole('button', { name: 'Import it' }).click();
    await page.getByRole('heading', { name: 'People 4' }).waitFor();
    await page.getByRole('row', { name: /Ben .* with Cem/ }).waitFor();
    expect((await people()).map(({ name }) => name)).toEqual(['Ada Lovelace', 'Ben', 'Cem', 'Eve']);
  });

  test('shows what a table from a file would change, beside what stands there', async () => {
    await page.getByRole('button', { name: 'Import a table' }).click();
    await page.locator('input[type="file"]').setInputFiles({
      name: 'people.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        'name;email;section;shoe\nAda King;ada@example.org;C;38\nBen;ben@example.org;A;B;41\n',
      ),
    });
    teacher.faults.expect(/400/);
    await page.getByRole('button', { name: 'Show what it would change' }).click();
    await page
      .getByText(/Line 3 of people.csv/)
      .first()
      .waitFor();
    await page.locator('input[type="file"]').setInputFiles({
      name: 'people.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('name;email;section;shoe\nAda King;ada@example.org;C;38\n'),
    });
    await page.getByRole('button', { name: 'Show what it would change' }).click();
    await page.getByRole('heading', { name: '0 new, 1 changed, 0 the same' }).waitFor();
    await page.getByText('Columns that are not read: shoe.').waitFor();
    await page.getByText('3 in the course are not in the table, and stay').waitFor();
    await page.getByText('name: Ada Lovelace → Ada King').waitFor();
    await isWell('roster-changes');
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  test('makes a personal link for one, shows it once, and for all as a table', async () => {
    await page.getByRole('button', { name: 'Make a link for Ada Lovelace' }).click();
    const one = page.getByRole('dialog', { name: 'A link for Ada Lovelace' });
    await one.getByRole('button', { name: 'Make the link' }).click();
    const link = await one.locator('code').innerText();
    expect(link).toContain('/login#');
    await one.getByRole('button', { name: 'Copy' }).click();
    await one.getByText('Copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    await isWell('personal-link');
    await one.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Personal links' }).click();
    const all = page.getByRole('dialog', { name: 'Personal links' });
    expect(await all.getByText(link).count()).toBe(0);
    await all.getByRole('button', { name: 'Make 4 links' }).click();
    await all.getByText('Eve').waitFor();
    expect(await all.locator('code').count()).toBe(4);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      all.getByRole('button', { name: 'Download as CSV' }).click(),
    ]);
    expect(readFileSync(await file.path(), 'utf8')).toMatch(
      /^"name","e-mail","link"\r\n"Ada Lovelace","ada@/,
    );
    await all.getByRole('button', { name: 'Close' }).click();
  });

  test('an assignment says its rules while they are written, by two clocks, and asks which of two moments is meant', async () => {
    await page.getByRole('link', { name: 'New assignment' }).click();
    await page.getByText('Still to be said: a title, at least one lab').waitFor();
    await isWell('assignment-empty');
    await page.getByLabel('Title').fill('Week 1');
    await page.getByRole('checkbox', { name: lab }).check();
    await page.getByLabel(/^Points for/).fill('10');
    await page.getByRole('checkbox', { name: 'base-images/measure' }).check();
    await page.getByLabel('Opens', { exact: true }).fill('2026-01-05T08:00');
    await page
      .getByText('Mon 5 Jan 2026, 08:00 CET (UTC+1), which is Mon 5 Jan 2026, 02:00')
      .first()
      .waitFor();
    await page.getByLabel('Due', { exact: true }).fill('2099-03-29T02:30');
    await page.getByText('Clocks in Europe/Vienna never show').waitFor();
    expect(await page.getByRole('radio').count()).toBe(2);
    await page.getByLabel('Due', { exact: true }).fill('2099-10-25T02:30');
    await page.getByText('Clocks in Europe/Vienna show “2099-10-25T02:30” twice').waitFor();
    expect(await page.getByRole('button', { name: 'Make assignment' }).getAttribute('aria-disabled')).toBe(
      'true',
    );
    await isWell('assignment-fold');
    await page.getByRole('radio', { name: 'Sun 25 Oct 2099, 02:30 CET (UTC+1)' }).check();
    const said = page.getByRole('region', { name: 'What it says' });
    await said.getByText('It is due Sun 25 Oct 2099, 02:30 CET (UTC+1), which is').waitFor();
    await page.getByLabel('After that').selectOption('percent');
    await said.getByText('Late work loses 10 % of what it earned for each day that has begun').waitFor();
    await page.getByLabel('Percent taken off').fill('0');
    await said.getByText('“late.after.percent” of the policy is wrong').waitFor();
    expect(await page.getByLabel('Percent taken off').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Percent taken off').fill('25');
    await said.getByText('Late work loses 25 %').waitFor();
    const cannot = page.getByText(/^Cannot be graded here: /).first();
    expect(await cannot.innerText()).toContain('lets its containers reach what looks at them');
    await isWell('assignment-form');
    await page.getByRole('button', { name: 'Make assignment' }).click();
    await page.getByRole('heading', { name: 'Week 1', level: 1 }).waitFor();
    assignment = new URL(page.url()).searchParams.get('assignment') ?? '';
    expect(await ask(`/api/assignments/${assignment}`)).toMatchObject({ due: '2099-10-25T01:30:00.000Z' });
  });

  test('is graded in a table, where each state has a word and each cell leads to the work', async () => {
    await graded.handIn(assignment, await personOf('Ada Lovelace'), lab, 'solution');
    await graded.handIn(assignment, await personOf('Eve'), lab, 'start');
    await graded.gradeAll();
    await graded.handIn(assignment, await personOf('Ben'), lab, 'start');
    await page.getByRole('button', { name: 'Refresh' }).click();
    const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
    await row('Ada Lovelace').getByText('could not grade').first().waitFor();
    // Nothing was seen without an engine: somebody says what it is worth.
    const people = `/api/assignments/${assignment}/people`;
    const override = { lab, points: 7.5, reason: 'Judged by hand.' };
    const ada = await personOf('Ada Lovelace');
    await graded.call(graded.owner, 'POST', `${people}/${ada}/overrides`, override);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await row('Ada Lovelace').getByText('overridden').waitFor();
    await row('Cem').getByText('waiting').first().waitFor();
    await row('Eve').getByText('open').first().waitFor();
    await row('Eve').getByText('could not grade').first().waitFor();
    const link = row('Ada Lovelace').getByRole('link').first();
    expect(await link.getAttribute('href')).toBe(
      url(
        `/submissions/?assignment=${assignment}&person=${await personOf('Ada Lovelace')}&lab=start%2Ffirst-container`,
      ),
    );
    await isWell('gradebook');
  });

  test('is sorted by a column, and filtered by state, section and name', async () => {
    const names = () => page.locator('.dd-grade-table tbody th').allInnerTexts();
    const column = page.getByRole('columnheader', { name: /One line of a compose file/ });
    await column.getByRole('button').click();
    expect(await column.getAttribute('aria-sort')).toBe('descending');
    expect((await names())[0]).toBe('Ada Lovelace');
    await page.getByRole('button', { name: /^waiting/ }).click();
    expect((await names()).toSorted()).toEqual(['Ben', 'Cem']);
    await page.getByText('2 of 4 people').waitFor();
    await page.getByRole('button', { name: /^waiting/ }).click();
    await page.getByLabel('Section').selectOption('B');
    expect((await names()).toSorted()).toEqual(['Ben', 'Cem', 'Eve']);
    await page.getByLabel('Name', { exact: true }).fill('ev');
    expect(await names()).toEqual(['Eve']);
    await page.getByLabel('Name', { exact: true }).fill('');
    await page.getByLabel('Section').selectOption('');
  });

  test('is walked by keyboard: one stop of the Tab key, and arrows from cell to cell', async () => {
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
    await page.getByRole('button', { name: 'Ada Lovelace' }).focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('Ben');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toContain('waiting');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toContain('overridden');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Ada Lovelace' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused()).toBe('Ada Lovelace');
  });

  test('is otherwise for one person: with a reason for those who teach, and taken back', async () => {
    await page.getByRole('button', { name: 'Eve' }).click();
    const dialog = page.getByRole('dialog', { name: 'Eve' });
    await dialog.getByText('Nothing is: the rules hold as for all.').waitFor();
    await dialog.getByLabel(/^On time until/).fill('2099-12-01T12:00');
    await dialog.getByText('Tue 1 Dec 2099, 12:00 CET (UTC+1)').first().waitFor();
    await dialog.getByLabel('Reason').fill('a broken leg');
    await dialog.getByRole('button', { name: 'Make it so' }).click();
    await dialog.getByText('On time until Tue 1 Dec 2099, 12:00 CET (UTC+1)').first().waitFor();
    await dialog.getByText('a broken leg').waitFor();
    await dialog.getByText('For you it is due').waitFor();
    await dialog.getByLabel('Make otherwise').selectOption('equivalent');
    await dialog.getByLabel('In the place of').selectOption('base-images/measure');
    await dialog.getByLabel('They work on').selectOption('base-images/distroless');
    await dialog.getByRole('button', { name: 'Make it so' }).click();
    await dialog.getByText('base-images/distroless in the place of base-images/measure').waitFor();
    await isWell('person');
    await dialog.getByLabel('Make otherwise').selectOption('excused');
    await dialog.getByRole('button', { name: 'Make it so' }).click();
    await dialog.getByText('You are excused from this assignment').waitFor();
    await dialog.getByRole('button', { name: 'Take back: Excused' }).click();
    await dialog.getByText('You are excused from this assignment').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('row', { name: /^Eve .* by A bot without a shell/ }).waitFor();
  });

  test('leaves as a file for another program, which says who is left out', async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export grades' });
    await isWell('export');
    const write = async () => {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: 'Write the file' }).click(),
      ]);
      return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
    };
    const table = await write();
    expect(table.name).toBe('week-1-long.csv');
    expect(table.text).toContain('Ada Lovelace');
    await dialog.getByRole('radio', { name: /Moodle/ }).check();
    await write();
    await dialog.getByText('people are left out').waitFor();
    teacher.faults.expect(/400/);
    await dialog.getByRole('radio', { name: /Gradescope/ }).check();
    await dialog.getByLabel('Whose').selectOption({ label: 'Ben' });
    await dialog.getByRole('button', { name: 'Write the file' }).click();
    await dialog.getByText('Gradescope has no word for that').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
  });

  test('has rules that are changed, which hold for what was handed in', async () => {
    await page.getByRole('link', { name: 'Change rules' }).click();
    await page.getByText('3 submissions are there already').waitFor();
    expect(await page.getByLabel('Due', { exact: true }).inputValue()).toBe('2099-10-25T02:30');
    await page.getByLabel('Attempts at each lab').fill('2');
    await page.getByText('You may hand in each lab 2 times.').waitFor();
    await page.getByRole('button', { name: 'Keep these rules' }).click();
    await page.getByText('version 2').waitFor();
    expect(await ask(`/api/assignments/${assignment}`)).toMatchObject({
      version: 2,
      due: '2099-10-25T01:30:00.000Z',
    });
    await page.goto(url(`/courses/?course=${course}`));
    await page
      .getByRole('row', { name: /^Week 1/ })
      .getByText('open', { exact: true })
      .waitFor();
    await isWell('course');
  });

  test('of two hundred people is shown whole, and found in at once', async () => {
    const rows = Array.from(
      { length: 200 },
      (_, index) => `Person ${index},p${index}@example.org,${index % 5}`,
    );
    await graded.call(graded.owner, 'PUT', `/api/courses/${course}/roster`, {
      file: 'many.csv',
      content: Buffer.from(`name,email,section\n${rows.join('\n')}\n`).toString('base64'),
      apply: true,
    });
    await page.goto(url(`/gradebook/?assignment=${assignment}`));
    await page.getByText('204 people').waitFor();
    expect(await page.locator('.dd-grade-table tbody tr').count()).toBe(204);
    await page.getByLabel('Name', { exact: true }).fill('person 19');
    await page.getByText('11 of 204 people').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('');
    // Heads and names stay where they are.
    await page.locator('.dd-grade-scroll').evaluate((box) => box.scrollTo(50, 3000));
    await page.screenshot({ path: join(pictures, 'gradebook-many-1440-light.png') });
    await page.setViewportSize({ width: 360, height: 740 });
    await page.locator('.dd-grade-scroll').evaluate((box) => box.scrollTo(300, 3000));
    const [box, head, name] = await Promise.all(
      ['.dd-grade-scroll', '.dd-grade-corner', '.dd-grade-table tbody tr:nth-child(100) th'].map((each) =>
        page.locator(each).boundingBox(),
      ),
    );
    expect(Math.abs((head?.y ?? 0) - (box?.y ?? 0))).toBeLessThan(3);
    expect(Math.abs((name?.x ?? 0) - (box?.x ?? 0))).toBeLessThan(3);
    await page.screenshot({ path: join(pictures, 'gradebook-many-360-light.png') });
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('says that the server is away, keeps what is shown, and goes on', async () => {
    teacher.faults.expect(/ERR_|Failed to load/);
    await page.route('**/api/**', (route) => route.abort());
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByText('The server does not answer. Trying again').waitFor();
    expect(await page.locator('.dd-grade-table tbody tr').count()).toBe(204);
    await page.unroute('**/api/**');
    await page.getByText('The server does not answer. Trying again').waitFor({ state: 'hidden' });
  });

  test('is not there for a learner, for who reads without a login, and of no address', async () => {
    await using reader = await openReader(browser);
    reader.faults.expect(/404/);
    await reader.page.goto(url(`/gradebook/?assignment=${assignment}`));
    await reader.page.getByText('Courses show only to who teaches.').waitFor();
    const eve = await personOf('Eve');
    const signIn = JSON.stringify({ key: graded.signInAs(eve).key, person: eve });
    await reader.page.addInitScript((value) => localStorage.setItem('drydock:sign-in', value), signIn);
    for (const path of [
      '/courses/',
      `/courses/?course=${course}`,
      `/assignments/?assignment=${assignment}`,
      `/gradebook/?assignment=${assignment}`,
    ]) {
      await reader.page.goto(url(path));
      await reader.page.getByText('shows only to who teaches in the course').waitFor();
      expect(await findBarriers(reader.page)).toEqual([]);
    }
    await page.goto(url('/gradebook/?assignment=none'));
    await page.getByText('or there is none of this address').waitFor();
    await page.screenshot({ path: join(pictures, 'none-1440-light.png') });
  });
});
