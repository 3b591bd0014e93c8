/** One browser with many tabs, as somebody has who reads and tries: over plain HTTP from another machine, and over TLS. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAuthority, makeServerCertificate } from '../../../src/certificate/make-certificate.ts';
import { parseNames } from '../../../src/certificate/subject-names.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { type Harness, openHarness } from '../../fixtures/workspace-harness/harness.ts';

const executablePath = '/usr/bin/chromium';
/** Leads to this machine, and is another one to the browser. */
const room = 'room.test';
const tabs = 12;

describe.skipIf(!existsSync(executablePath)).each(['http', 'https'] as const)('a room over %s', (scheme) => {
  let harness: Harness;
  let browser: Browser;
  let context: BrowserContext;
  let pages: Page[];
  const asked: string[] = [];

  beforeAll(async () => {
    const names = parseNames([room]);
    const authority = await makeAuthority('5', names, new Date());
    const tls = await makeServerCertificate(authority, names, new Date());
    harness = await openHarness({ server: { allowedHosts: [room], ...(scheme === 'https' && { tls }) } });
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', `--host-resolver-rules=MAP ${room} 127.0.0.1`],
    });
    context = await browser.newContext({ ignoreHTTPSErrors: true });
    context.on('request', (request) => asked.push(new URL(request.url()).origin));
    const first = await context.newPage();
    await openLoginLink(first, harness.loginUrl().replace('127.0.0.1', room));
    pages = [first];
    while (pages.length < tabs) {
      const page = await context.newPage();
      await page.goto(first.url());
      pages.push(page);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await harness?.[Symbol.asyncDispose]();
  });

  test(`is ${scheme === 'https' ? 'a' : 'no'} secure context`, async () => {
    expect(new URL(pages[0]?.url() ?? '')).toMatchObject({ hostname: room, protocol: `${scheme}:` });
    expect(await pages[0]?.evaluate(() => isSecureContext)).toBe(scheme === 'https');
  });

  test('case 343: all of its tabs are live, and each can still ask', async () => {
    for (const page of pages)
      await page.evaluate(() => {
        const { feed } = globalThis as unknown as {
          feed: { hear(lab: string, listener: (event: { type: string; text?: string }) => void): void };
        };
        const heard: string[] = [];
        Object.assign(globalThis, { heard });
        feed.hear('start/first-container', ({ type, text }) => heard.push(text ?? type));
      });
    const heard = (page: Page) =>
      page.evaluate(() => (globalThis as unknown as { heard: readonly string[] }).heard.join(' '));
    for (const page of pages) await expect.poll(() => heard(page)).toContain('status');
    harness.runner.emit({ type: 'output', job: 'job-1', text: 'to everybody' });
    for (const page of pages) await expect.poll(() => heard(page)).toContain('to everybody');
    for (const page of pages)
      expect(await page.evaluate(async () => (await fetch('/api/health')).status)).toBe(200);
  });

  test('nothing was asked of anybody else', () => {
    expect([...new Set(asked)]).toEqual([new URL(pages[0]?.url() ?? '').origin]);
  });
});
