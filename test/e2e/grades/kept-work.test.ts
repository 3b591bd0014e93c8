/** How long a course keeps what is handed in, as who teaches reads and changes it on the page of the course. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../../src/cli/site-build.ts';
import { type GradedCourse, startGradedCourse } from '../../fixtures/graded-course.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { openBrowser, openReader, type Reader, whyNoBrowser } from '../harness/browser.ts';
import { expectWellInEachWindow } from '../harness/each-window.ts';
import { pictureFailures, stopAtFirstFailure } from '../harness/journey.ts';

const lab = 'start/first-container';
const day = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * day).toISOString();

describe.skipIf(whyNoBrowser() !== undefined)('how long work is kept', () => {
  let graded: GradedCourse;
  let browser: Browser;
  let teacher: Reader;
  let page: Page;
  let course: string;
  const url = (path: string) => `${graded.at.server.url}${path}`;
  const section = () => page.getByRole('region', { name: 'How long work is kept' });
  const dialog = () => page.getByRole('dialog', { name: 'How long work is kept' });
  const kept = async () =>
    ((await graded.call(graded.owner, 'GET', '/api/courses')) as { keepDays: number | null }[])[0]?.keepDays;

  pictureFailures(() => page);
  stopAtFirstFailure();
  beforeAll(async () => {
    await buildSite(() => undefined);
    graded = await startGradedCourse({ siteDir: () => siteDir });
    const ask = async <T>(method: string, path: string, body?: object) =>
      (await graded.call(graded.owner, method, path, body)) as T;
    course = (
      await ask<{ id: string }>('POST', '/api/courses', {
        title: 'Container security',
        zone: 'Europe/Vienna',
      })
    ).id;
    const table = Buffer.from('name\nAda Lovelace\n').toString('base64');
    await ask('PUT', `/api/courses/${course}/roster`, { file: 'people.csv', content: table, apply: true });
    const [ada] = await ask<{ person: string }[]>('GET', `/api/courses/${course}/roster`);
    const policy = (due: string) => ({
      title: 'Week 1',
      zone: 'Europe/Vienna',
      labs: [{ lab, points: 10 }],
      window: { opens: inDays(-60), due },
      attempts: 2,
      keep: 'best',
      late: { after: { kind: 'refused' } },
      shown: { results: 'always', hints: 'open', solutions: 'closed' },
    });
    const { id } = await ask<{ id: string }>('POST', `/api/courses/${course}/assignments`, {
      policy: policy(inDays(1)),
    });
    await graded.handIn(id, ada?.person ?? '', lab, 'solution');
    await graded.gradeAll();
    // Nothing more has been accepted for forty days.
    await ask('PUT', `/api/assignments/${id}`, { policy: policy(inDays(-40)) });
    browser = await openBrowser();
    teacher = await openReader(browser, { timezoneId: 'Europe/Vienna' });
    page = teacher.page;
    await openLoginLink(page, graded.at.server.mintLoginUrl());
    await page.goto(url(`/courses/?course=${course}`));
  });
  afterAll(async () => {
    await browser?.close();
    await graded?.[Symbol.asyncDispose]();
  });

  const isWell = (what: string) => expectWellInEachWindow(page, what, { pictures: 'kept-work' });

  test('is said, with why, and what a new course has', async () => {
    await section().getByText('for 365 days after nothing more is accepted of its assignment').waitFor();
    await section().getByText('long enough for whoever objects').waitFor();
    await section().scrollIntoViewIfNeeded();
    await isWell('said');
  });

  test('is changed by keys alone, and a number that is none is refused beside its field, as by the command line', async () => {
    await section().getByRole('button', { name: 'Change' }).focus();
    await page.keyboard.press('Enter');
    await dialog().getByText('does not come back').waitFor();
    const days = dialog().getByRole('textbox', { name: /^Days/ });
    await days.focus();
    for (const wrong of ['', '0', '3651', '2.5']) {
      await days.fill(wrong);
      await page.keyboard.press('Enter');
      await dialog().getByText(`“${wrong}” is no time for which work can be kept.`).waitFor();
      expect(await days.getAttribute('aria-invalid')).toBe('true');
      expect(await days.evaluate((field) => field === document.activeElement)).toBe(true);
    }
    await isWell('refused');
    await days.fill('400');
    expect(await days.getAttribute('aria-invalid')).toBe('false');
    await page.keyboard.press('Enter');
    await section().getByText('for 400 days after').waitFor();
    expect(await kept()).toBe(400);
    await dialog().waitFor({ state: 'detached' });
    const change = section().getByRole('button', { name: 'Change' });
    expect(await change.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  test('asks before a time that removes work now, and changes nothing until it is said', async () => {
    await section().getByRole('button', { name: 'Change' }).click();
    await dialog().getByRole('textbox', { name: /^Days/ }).fill('30');
    await dialog().getByRole('button', { name: 'Save' }).click();
    const asks = dialog().getByRole('heading', { name: 'This removes work' });
    await asks.waitFor();
    expect(await asks.evaluate((heading) => heading === document.activeElement)).toBe(true);
    await dialog().getByRole('listitem').filter({ hasText: 'Week 1: 1 submission, kept until ' }).waitFor();
    await isWell('asks');
    await dialog().getByRole('button', { name: 'Back' }).click();
    expect(await dialog().getByRole('textbox', { name: /^Days/ }).inputValue()).toBe('30');
    expect(await kept()).toBe(400);
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByRole('button', { name: 'Keep for 30 days, and remove it' }).click();
    await section().getByText('for 30 days after').waitFor();
    expect(await kept()).toBe(30);
  });

  test('may be always, for what is still there', async () => {
    await section().getByRole('button', { name: 'Change' }).click();
    await dialog().getByRole('radio', { name: 'until whoever handed it in is erased' }).check();
    expect(await dialog().getByRole('textbox', { name: /^Days/ }).count()).toBe(0);
    await dialog().getByRole('button', { name: 'Save' }).click();
    await section().getByText('until whoever handed it in is erased').waitFor();
    expect(await kept()).toBeNull();
    await isWell('always');
    expect(teacher.faults.list).toEqual([]);
  });

  test('is read, and not changed, by who only grades', async () => {
    const asked = { name: 'An assistant', role: 'assistant', scope: `course:${course}` };
    const { person } = (await graded.call(graded.owner, 'POST', '/api/people', asked)) as {
      person: { id: string };
    };
    const link = (await graded.call(graded.owner, 'POST', `/api/people/${person.id}/login`)) as {
      url: string;
    };
    await using reader = await openReader(browser);
    await openLoginLink(reader.page, link.url);
    await reader.page.goto(url(`/courses/?course=${course}`));
    await reader.page.getByText('until whoever handed it in is erased').waitFor();
    expect(await reader.page.getByRole('button', { name: 'Change' }).count()).toBe(0);
  });
});
