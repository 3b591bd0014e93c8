/** What only a browser can say of the pages that we serve: signing in and the policy, in Chromium. */
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBarriers } from '../../e2e/harness/accessibility.ts';
import { chromiumPath, chromiumProgram } from '../../fixtures/chromium.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';

const hashed = 'window.hashed = true;';

describe.skipIf(!existsSync(chromiumPath))('in a browser', () => {
  let at: ServerAtWork;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    at = await startServerAtWork();
    writeFileSync(
      join(at.siteDir, 'index.html'),
      `<!doctype html><title>Drydock</title><script>${hashed}</script><script>window.injected = true;</script>`,
    );
    writeFileSync(
      join(at.siteDir, 'csp-hashes.json'),
      JSON.stringify([`sha256-${createHash('sha256').update(hashed).digest('base64')}`]),
    );
    browser = await chromium.launch({ executablePath: chromiumProgram(), args: ['--no-sandbox'] });
    page = await (await browser.newContext()).newPage();
    await openLoginLink(page, at.server.mintLoginUrl());
  });
  afterAll(async () => {
    await browser?.close();
    await at?.[Symbol.asyncDispose]();
  });

  test('the login link ends on the book, signed in, with no token in the address or the history', async () => {
    expect(page.url()).toBe(`${at.server.url}/`);
    const ask = (name: string) =>
      page.evaluate(async (kept) => {
        const { key } = JSON.parse(localStorage.getItem(kept) ?? '{}');
        return (await fetch('/api/sign-in', { headers: { authorization: `Bearer ${key}` } })).status;
      }, name);
    expect(await ask('drydock:sign-in')).toBe(200);
    expect(await ask('drydock:nothing')).toBe(401);
    expect(await page.context().cookies()).toEqual([]);
    await page.goBack();
    expect(page.url()).not.toContain('#');
    await page.goto(`${at.server.url}/`);
  });

  test('a link that was used says so, and to whoever is signed in that they are', async () => {
    const link = at.server.mintLoginUrl();
    await openLoginLink(page, link);
    await page.goto(link);
    await page.getByText('This browser is signed in already').waitFor();
    expect(page.url()).toBe(`${at.server.url}/login`);
    expect(await findBarriers(page)).toEqual([]);
    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(link);
    await stranger.getByRole('heading', { name: 'This link does not work' }).waitFor();
    await stranger.getByText('npm run drydock -- open').filter({ visible: true }).waitFor();
    await stranger.context().close();
    await page.goto(`${at.server.url}/`);
  });

  test('a browser that keeps nothing is told, and its link is not used up', async () => {
    const link = at.server.mintLoginUrl();
    const closed = await browser.newContext();
    await closed.addInitScript(() =>
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('refused', 'SecurityError');
        },
      }),
    );
    const visitor = await closed.newPage();
    await visitor.goto(link);
    await visitor
      .getByRole('heading', { name: 'This browser does not let Drydock store anything' })
      .waitFor();
    await closed.close();
    expect((await at.exchange(link)).status).toBe(200);
  });

  test('inline scripts run by their hash only', async () => {
    expect(await page.evaluate(() => ['hashed' in window, 'injected' in window])).toEqual([true, false]);
  });

  test('a page of ours opens a terminal by what it keeps', async () => {
    const path = '/api/labs/start/first-container';
    const ready = await page.evaluate(
      (url) => {
        const { key } = JSON.parse(localStorage.getItem('drydock:sign-in') ?? '{}');
        return new Promise((resolve) => {
          const socket = new WebSocket(url, ['drydock.terminal', `drydock.sign-in.${key}`]);
          socket.onmessage = (event) => {
            socket.close();
            resolve([socket.protocol, JSON.parse(event.data)]);
          };
          socket.onclose = (event) => resolve(event.code);
        });
      },
      `${at.server.url.replace('http', 'ws')}${path}/terminals/main?columns=80&rows=24`,
    );
    expect(ready).toEqual(['drydock.terminal', { type: 'ready', resumed: false }]);
  });

  test('the binding page is shown and turns into the book by itself', async () => {
    let built = false;
    await using binding = await startServerAtWork({ siteDir: () => (built ? at.siteDir : undefined) });
    const visitor = await browser.newPage();
    await visitor.goto(`${binding.server.url}/`);
    expect(await visitor.textContent('h1')).toBe('Drydock is building the book');
    expect(await visitor.textContent('li')).toContain('Start the engine');
    built = true;
    await visitor.waitForFunction(() => document.title === 'Drydock', undefined, { timeout: 10_000 });
    await visitor.close();
  });
});
