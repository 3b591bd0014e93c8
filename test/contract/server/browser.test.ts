/** What only a browser can say of the pages that we serve: cookies and the policy, in Chromium. */
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';

const executablePath = '/usr/bin/chromium';
const hashed = 'window.hashed = true;';

describe.skipIf(!existsSync(executablePath))('in a browser', () => {
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
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await (await browser.newContext()).newPage();
    await page.goto(at.server.mintLoginUrl());
  });
  afterAll(async () => {
    await browser?.close();
    await at?.[Symbol.asyncDispose]();
  });

  test('the login link ends on the book, signed in, with no token in the address', async () => {
    expect(page.url()).toBe(`${at.server.url}/`);
    const session = await page.evaluate(async () => (await fetch('/api/session')).status);
    expect(session).toBe(200);
    expect(await page.evaluate(() => document.cookie)).toBe('');
  });

  test('inline scripts run by their hash only', async () => {
    expect(await page.evaluate(() => ['hashed' in window, 'injected' in window])).toEqual([true, false]);
  });

  test('a page of ours hears events, opens a terminal and writes', async () => {
    const path = '/api/labs/start/first-container';
    const heard = await page.evaluate(
      (url) =>
        new Promise((resolve) => {
          const source = new EventSource(url);
          source.addEventListener('status', (event) => {
            source.close();
            resolve(JSON.parse(event.data).status.lab);
          });
        }),
      `${path}/events`,
    );
    expect(heard).toBe('start/first-container');
    const ready = await page.evaluate(
      (url) =>
        new Promise((resolve) => {
          const socket = new WebSocket(url);
          socket.onmessage = (event) => {
            socket.close();
            resolve(JSON.parse(event.data));
          };
          socket.onclose = (event) => resolve(event.code);
        }),
      `${at.server.url.replace('http', 'ws')}${path}/terminals/main?columns=80&rows=24`,
    );
    expect(ready).toEqual({ type: 'ready', resumed: false });
    const status = await page.evaluate(async (url) => {
      const { csrf } = await (await fetch('/api/session')).json();
      return (await fetch(url, { method: 'POST', headers: { 'x-drydock-csrf': csrf } })).status;
    }, `${path}/start`);
    expect(status).toBe(202);
  });

  test('the binding page is shown and turns into the book by itself', async () => {
    let built = false;
    await using binding = await startServerAtWork({ siteDir: () => (built ? at.siteDir : undefined) });
    const visitor = await browser.newPage();
    await visitor.goto(`${binding.server.url}/`);
    expect(await visitor.textContent('h1')).toBe('The book is being bound');
    expect(await visitor.textContent('li')).toContain('Start the engine');
    built = true;
    await visitor.waitForFunction(() => document.title === 'Drydock', undefined, { timeout: 10_000 });
    await visitor.close();
  });
});
