/** What only a browser can say of the door: cookies, origins and the policy, in Chromium. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  let neighbour: Server;

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
    neighbour = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<title>lab</title>'),
    );
    neighbour.listen(0, '127.0.0.1');
    await once(neighbour, 'listening');
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await (await browser.newContext()).newPage();
    await page.goto(at.server.mintLoginUrl());
  });
  afterAll(async () => {
    await browser?.close();
    neighbour?.close();
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

  test('a page on another port of this host, which is the same site, gets nowhere', async () => {
    const other = await page.context().newPage();
    await other.goto(`http://127.0.0.1:${(neighbour.address() as AddressInfo).port}/`);
    at.runner.calls.splice(0);
    const { url } = at.server;
    const results = await other.evaluate(async (base) => {
      const lab = `${base}/api/labs/start/first-container`;
      const attempt = (run: Promise<Response>) =>
        run.then(
          (answer) => answer.type + answer.status,
          () => 'refused',
        );
      const socket = new Promise((resolve) => {
        const ws = new WebSocket(`${lab.replace('http', 'ws')}/terminals/main`);
        ws.onopen = () => resolve('open');
        ws.onerror = () => resolve('refused');
      });
      const picture = new Promise((resolve) => {
        const image = new Image();
        image.onload = () => resolve('loaded');
        image.onerror = () => resolve('refused');
        image.src = `${lab}/solution`;
      });
      const write = { method: 'POST', credentials: 'include', mode: 'no-cors' } as const;
      return Promise.all([
        attempt(fetch(`${lab}/start`, write)),
        attempt(fetch(`${lab}/start`, { ...write, mode: 'cors', headers: { 'x-drydock-csrf': 'x' } })),
        attempt(fetch(`${base}/api/session`, { credentials: 'include' })),
        socket,
        picture,
      ]);
    }, url);
    expect(results).toEqual(['refused', 'refused', 'refused', 'refused', 'refused']);
    expect(at.runner.calls).toEqual([]);
    expect(at.runner.shells.length).toBeLessThanOrEqual(1);
    await other.goto(`${url}/`);
    await other.close();
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
