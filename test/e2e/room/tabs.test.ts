/** One browser with many tabs, as somebody has who reads and tries: over plain HTTP from another machine, and over TLS. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAuthority, makeServerCertificate } from '../../../src/certificate/make-certificate.ts';
import { parseNames } from '../../../src/certificate/subject-names.ts';
import { chromiumPath, chromiumProgram } from '../../fixtures/chromium.ts';
import { quietSeats } from '../../fixtures/sessions/quiet-seats.ts';
import { type Harness, openHarness } from '../../fixtures/workspace-harness/harness.ts';

/** Leads to this machine, and is another one to the browser. */
const room = 'room.test';

const lab = 'start/first-container';
/** Fifty tabs wake one after the other. */
const soon = { timeout: 60_000 };
/** What the harness page has of the book. */
interface HarnessPage {
  readonly connection: object;
  readonly feed: { hear(lab: string, listener: (event: Heard) => void): void };
  followMySession(connection: object): {
    readonly session: {
      listen(listener: (now: { readonly notices: readonly Heard[] } | undefined) => void): void;
    };
  };
  followBoard(connection: object, session: string, tell: (event: Heard) => void): void;
}
interface Heard {
  readonly type?: string;
  readonly text?: string;
  readonly notices?: readonly Heard[];
}

describe.skipIf(!existsSync(chromiumPath)).each([
  ['http', 50],
  ['https', 12],
] as const)('a room over %s', (scheme, tabs) => {
  let harness: Harness;
  let browser: Browser;
  let session: string;
  const asked: string[] = [];
  const origin = () => `${scheme}://${room}:${new URL(harness.url).port}`;

  /** A profile with so many tabs, of whoever has the key. */
  const openTabs = async (signIn: object): Promise<{ context: BrowserContext; pages: readonly Page[] }> => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    context.on('request', (request) => asked.push(new URL(request.url()).origin));
    await context.addInitScript(
      (stored) => localStorage.setItem('drydock:sign-in', stored),
      JSON.stringify(signIn),
    );
    const pages: Page[] = [];
    while (pages.length < tabs) {
      const page = await context.newPage();
      await page.goto(`${origin()}/`);
      pages.push(page);
    }
    return { context, pages };
  };
  const heard = (page: Page) =>
    page.evaluate(() => (globalThis as unknown as { heard: readonly string[] }).heard.join(' '));
  const canAsk = async (pages: readonly Page[]) => {
    for (const page of pages)
      expect(await page.evaluate(async () => (await fetch('/api/health')).status)).toBe(200);
  };

  beforeAll(async () => {
    const names = parseNames([room]);
    const authority = await makeAuthority('5', names, new Date());
    const tls = await makeServerCertificate(authority, names, new Date());
    harness = await openHarness({
      server: { allowedHosts: [room], roomSeats: quietSeats, ...(scheme === 'https' && { tls }) },
    });
    session = harness.store.addSession({
      course: harness.store.addCourse('Workshops', 'UTC').id,
      title: 'Tuesday',
      code: 'K7QF3M2X',
      capacity: 40,
      opens: new Date(Date.now() - 60_000).toISOString(),
      ends: new Date(Date.now() + 3_600_000).toISOString(),
      labs: [lab],
    }).id;
    browser = await chromium.launch({
      executablePath: chromiumProgram(),
      args: ['--no-sandbox', `--host-resolver-rules=MAP ${room} 127.0.0.1`],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await harness?.[Symbol.asyncDispose]();
  });

  test('case 343: all tabs of a learner follow a lab and the session, and each can still ask', async () => {
    const { store } = harness;
    const until = new Date(Date.now() + 90 * 24 * 3_600_000).toISOString();
    const joined = store.join(session, 'drawn-by-anna', 'Anna', [], { version: 1, keepDays: 90, until });
    if (joined === 'full') throw new Error('the session is full');
    const { person } = joined;
    const key = store.mintCredential(person.id, 'sign-in', 3_600_000, session);
    const { context, pages } = await openTabs({ key, person: person.id, alias: 'Anna' });
    expect(await pages[0]?.evaluate(() => isSecureContext)).toBe(scheme === 'https');
    for (const page of pages)
      await page.evaluate((of) => {
        const { connection, feed, followMySession } = globalThis as unknown as HarnessPage;
        const all: string[] = [];
        Object.assign(globalThis, { heard: all });
        feed.hear(of, ({ type, text }) => all.push(text ?? type ?? ''));
        followMySession(connection).session.listen((now) => {
          if (now !== undefined) all.push('session', ...now.notices.map(({ text }) => text ?? ''));
        });
      }, lab);
    for (const page of pages) {
      await expect.poll(() => heard(page), soon).toContain('status');
      await expect.poll(() => heard(page), soon).toContain('session');
    }
    harness.runner.emit({ type: 'output', job: 'job-1', text: 'of the lab' });
    store.addNotice(session, store.localPerson().person.id, 'of the session', undefined);
    for (const page of pages) {
      await expect.poll(() => heard(page), soon).toContain('of the lab');
      await expect.poll(() => heard(page), soon).toContain('of the session');
    }
    await canAsk(pages);
    await context.close();
  });

  test('case 343: all tabs of one who leads follow the board, and each can still ask', async () => {
    const { store } = harness;
    const { person } = store.localPerson();
    const key = store.mintCredential(person.id, 'sign-in', 3_600_000);
    const { context, pages } = await openTabs({ key, person: person.id });
    for (const page of pages)
      await page.evaluate((of) => {
        const { connection, followBoard } = globalThis as unknown as HarnessPage;
        const all: string[] = [];
        Object.assign(globalThis, { heard: all });
        followBoard(connection, of, ({ type, notices = [] }) =>
          all.push(type ?? '', ...notices.map(({ text }) => text ?? '')),
        );
      }, session);
    for (const page of pages) await expect.poll(() => heard(page), soon).toContain('board');
    store.addNotice(session, person.id, 'of the board', undefined);
    for (const page of pages) await expect.poll(() => heard(page), soon).toContain('of the board');
    await canAsk(pages);
    await context.close();
  });

  test('nothing was asked of anybody else', () => {
    expect([...new Set(asked)]).toEqual([origin()]);
  });
});
