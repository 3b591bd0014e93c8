/** Pages that mean harm, in Chromium: on another site, on a name that leads to us, on another port of our host. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { whyNoBrowser } from '../../e2e/harness/browser.ts';
import { chromiumProgram } from '../../fixtures/chromium.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { closing, type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';
import { terminalPath } from './wire.ts';

const why = whyNoBrowser();
const lab = '/api/labs/start/first-container';

/** What became of each of the ways in which a page can reach another origin. */
type Outcome = Readonly<Record<string, string>>;

describe.skipIf(why !== undefined)(`in a browser${why ? ` (${why})` : ''}`, () => {
  let at: ServerAtWork;
  let browser: Browser;
  let context: BrowserContext;
  let neighbour: Server;
  /** What the web page of a lab was sent. */
  const heard: { readonly url: string; readonly headers: IncomingHttpHeaders }[] = [];
  let port: number;
  /** Of the sign-in that the browser has. */
  let key: string;

  beforeAll(async () => {
    at = await startServerAtWork();
    neighbour = createServer((request, response) => {
      heard.push({ url: request.url ?? '', headers: request.headers });
      const plant = new URL(request.url ?? '/', 'http://lab').searchParams.get('plant');
      if (plant !== null)
        response.setHeader('set-cookie', `drydock-${at.server.port}=planted; path=${plant}`);
      response.setHeader('content-type', 'text/html').end('<title>a lab</title><p>hello');
    });
    neighbour.listen(0, '127.0.0.1');
    await once(neighbour, 'listening');
    ({ port } = neighbour.address() as AddressInfo);
    browser = await chromium.launch({
      executablePath: chromiumProgram(),
      args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP *.test 127.0.0.1'],
    });
    context = await browser.newContext();
    const page = await context.newPage();
    await openLoginLink(page, at.server.mintLoginUrl());
    key = await page.evaluate(() => JSON.parse(localStorage.getItem('drydock:sign-in') ?? '{}').key);
    expect((await at.request('/api/sign-in', { as: { key } })).status).toBe(200);
    await page.close();
  });
  beforeEach(() => {
    at.runner.calls.splice(0);
    heard.splice(0);
  });
  afterAll(async () => {
    await browser?.close();
    neighbour?.close();
    await at?.[Symbol.asyncDispose]();
  });

  async function visit(url: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  }

  /** Tries what a page can, from where it is. */
  function attack(page: Page): Promise<Outcome> {
    return page.evaluate(
      async ({ base, path }) => {
        const target = `${base}${path}`;
        const answered = (run: Promise<Response>) =>
          run.then(
            (answer) => `${answer.type} ${answer.status}`,
            () => 'refused',
          );
        const element = (name: 'img' | 'script' | 'link', url: string) =>
          new Promise<string>((resolve) => {
            const node = document.createElement(name);
            node.onload = () => resolve('loaded');
            node.onerror = () => resolve('refused');
            if (node instanceof HTMLLinkElement) Object.assign(node, { rel: 'stylesheet', href: url });
            else node.src = url;
            document.head.append(node);
          });
        const socket = (url: string) =>
          new Promise<string>((resolve) => {
            const made = new WebSocket(url);
            made.onopen = () => resolve('open');
            made.onerror = () => resolve('refused');
          });
        const events = (url: string) =>
          new Promise<string>((resolve) => {
            const made = new EventSource(url, { withCredentials: true });
            made.onopen = () => resolve('open');
            made.onerror = () => {
              made.close();
              resolve('refused');
            };
          });
        const json = { 'content-type': 'application/json' };
        const own = { credentials: 'include' } as const;
        return {
          'fetch, to write': await answered(fetch(`${target}/start`, { ...own, method: 'POST' })),
          'fetch with a token': await answered(
            fetch(`${target}/start`, { ...own, method: 'POST', headers: { authorization: 'Bearer x' } }),
          ),
          'fetch of JSON': await answered(
            fetch(`${target}/answers`, { ...own, method: 'POST', headers: json, body: '{}' }),
          ),
          'fetch, to read': await answered(fetch(`${base}/api/sign-in`, own)),
          'fetch of a page': await answered(fetch(`${base}/`, own)),
          'fetch without cors': await answered(
            fetch(`${target}/start`, { ...own, method: 'POST', mode: 'no-cors' }),
          ),
          'fetch of a picture without cors': await answered(
            fetch(`${target}/solution`, { ...own, mode: 'no-cors' }),
          ),
          image: await element('img', `${target}/solution`),
          script: await element('script', `${base}/_astro/page.1a2b3c.js`),
          style: await element('link', `${target}/files`),
          socket: await socket(`${target.replace('http', 'ws')}/terminals/main?columns=80&rows=24`),
          events: await events(`${target}/events`),
          beacon: navigator.sendBeacon(`${target}/start`, 'x') ? 'queued' : 'refused',
        };
      },
      { base: at.server.url, path: lab },
    );
  }

  const nothing = {
    'fetch, to write': 'refused',
    'fetch with a token': 'refused',
    'fetch of JSON': 'refused',
    'fetch, to read': 'refused',
    'fetch of a page': 'refused',
    'fetch without cors': 'refused',
    'fetch of a picture without cors': 'refused',
    image: 'refused',
    script: 'refused',
    style: 'refused',
    socket: 'refused',
    events: 'refused',
    beacon: 'queued',
  };

  /** The form is sent as a navigation, which is what a form does. */
  async function postForm(page: Page, enctype: string): Promise<number> {
    const answer = page.waitForResponse((response) => response.url().startsWith(at.server.url));
    await page.evaluate(
      ({ action, type }) => {
        const form = document.createElement('form');
        Object.assign(form, { action, method: 'post', enctype: type });
        const field = document.createElement('input');
        Object.assign(field, { name: '{"question":"a","value":"', value: 'b"}' });
        form.append(field);
        document.body.append(form);
        form.submit();
      },
      { action: `${at.server.url}${lab}/start`, type: enctype },
    );
    return (await answer).status();
  }

  async function framed(page: Page): Promise<string> {
    return page.evaluate(
      (url) =>
        new Promise<string>((resolve) => {
          const frame = document.createElement('iframe');
          frame.onload = () => {
            try {
              resolve(frame.contentDocument === null ? 'another origin, or an error' : 'ours to read');
            } catch {
              resolve('another origin, or an error');
            }
          };
          frame.src = url;
          document.body.append(frame);
        }),
      `${at.server.url}/`,
    );
  }

  const places = [
    ['case 39: a page of another site', () => `http://evil.test:${port}/`],
    ['case 41, 43: the page of a lab on another port of this host', () => `http://127.0.0.1:${port}/`],
    ['case 39: a page on another name of this machine', () => `http://localhost:${port}/`],
  ] as const;

  describe.each(places)('%s', (_title, address) => {
    test('reads nothing and writes nothing, by whatever a page can do', async () => {
      const page = await visit(address());
      const shells = at.runner.shells.length;
      expect(await attack(page)).toEqual(nothing);
      expect(at.runner.calls).toEqual([]);
      expect(at.runner.shells).toHaveLength(shells);
      expect(at.runner.listeners.size).toBe(0);
      await page.close();
    });

    test.each(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])(
      'posts no form, as %s',
      async (type) => {
        const page = await visit(address());
        expect(await postForm(page, type)).toBe(403);
        expect(at.runner.calls).toEqual([]);
        await page.close();
      },
    );

    test('shows us in no frame', async () => {
      const page = await visit(address());
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      expect(await framed(page)).toBe('another origin, or an error');
      await expect
        .poll(() => complaints.join('\n'))
        .toMatch(/frame-ancestors|Refused to (frame|display)|Framing/);
      const texts = await Promise.all(page.frames().map((frame) => frame.content().catch(() => '')));
      expect(texts.filter((text) => text.includes('<title>Drydock'))).toEqual([]);
      await page.close();
    });

    test('has no hold on a window of ours that it opened', async () => {
      const page = await visit(address());
      const opened = context.waitForEvent('page');
      await page.evaluate(
        (url) => void Object.assign(window, { victim: window.open(url) }),
        `${at.server.url}/`,
      );
      const victim = await opened;
      await victim.waitForLoadState();
      expect(await victim.evaluate(() => window.opener === null)).toBe(true);
      const isClosed = () => page.evaluate(() => (Reflect.get(window, 'victim') as Window | null)?.closed);
      await expect.poll(isClosed).toBe(true);
      await victim.close();
      await page.close();
    });
  });

  test('case 37: a name that leads to our address gets a refusal, and no cookie goes with it', async () => {
    const page = await context.newPage();
    const answer = await page.goto(`http://rebound.evil.test:${at.server.port}/`);
    expect(answer?.status()).toBe(403);
    expect((await answer?.request().allHeaders())?.cookie).toBeUndefined();
    const inside = await page.evaluate(async () => {
      const answers = await Promise.all(['/api/health', '/api/sign-in', '/login'].map((path) => fetch(path)));
      return answers.map(({ status }) => status);
    });
    expect(inside).toEqual([403, 403, 403]);
    await page.close();
  });

  describe('case 47: nobody hears of a token by Referer', () => {
    const leave = async (page: Page) => {
      await page.evaluate((url) => void location.assign(url), `http://127.0.0.1:${port}/next`);
      await page.waitForURL(/next/);
      const next = heard.find(({ url }) => url === '/next');
      expect(next).toBeDefined();
      return next?.headers.referer;
    };

    test('after a login', async () => {
      const other = await browser.newContext();
      const page = await other.newPage();
      await openLoginLink(page, at.server.mintLoginUrl());
      expect(await leave(page)).toBeUndefined();
      await other.close();
    });

    test('from the page that refuses one', async () => {
      const page = await visit(`${at.server.url}/login#refused-token`);
      await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
      expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain('refused-token');
      expect(await leave(page)).toBeUndefined();
      await page.close();
    });
  });

  describe('case 43: a reader who is signed in opens the page of a lab', () => {
    const inStorage = (page: Page) =>
      page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));

    test('the program behind it is sent nothing of ours, and its scripts find nothing', async () => {
      const page = await visit(`http://127.0.0.1:${port}/`);
      expect(heard.length).toBeGreaterThan(0);
      expect(JSON.stringify(heard)).not.toContain(key);
      expect(heard.map(({ headers }) => headers.cookie)).toEqual(heard.map(() => undefined));
      expect(await inStorage(page)).not.toContain(key);
      const ours = await visit(`${at.server.url}/`);
      expect(await inStorage(ours)).toContain(key);
      await Promise.all([page.close(), ours.close()]);
    });

    test('what it was sent opens nothing when it is played back to us, by HTTP, events and WebSocket', async () => {
      const page = await visit(`http://127.0.0.1:${port}/`);
      await page.close();
      const shells = at.runner.shells.length;
      for (const { headers } of heard) {
        const played = { cookie: headers.cookie ?? '', authorization: headers.authorization ?? '' };
        expect((await at.request('/api/sign-in', { headers: played })).status).toBe(401);
        expect((await at.request(`${lab}/events`, { headers: played })).status).toBe(401);
        expect((await at.request(`${lab}/start`, { method: 'POST', headers: played })).status).toBe(401);
        expect(await closing(at.webSocket(terminalPath, { headers: played }))).toMatchObject({ status: 401 });
      }
      expect(at.runner.calls).toEqual([]);
      expect(at.runner.listeners.size).toBe(0);
      expect(at.runner.shells).toHaveLength(shells);
    });

    test('cookies of any name that it sets lock nobody out, and let nobody in', async () => {
      const own = await browser.newContext();
      const page = await own.newPage();
      await openLoginLink(page, at.server.mintLoginUrl());
      const lure = await own.newPage();
      for (const path of ['/', '/api', '/api/labs'])
        await lure.goto(`http://127.0.0.1:${port}/?plant=${path}`);
      const ask = (authorization: string) =>
        page.evaluate(
          async (headers) => (await fetch('/api/labs', { headers, credentials: 'include' })).status,
          { authorization },
        );
      const kept = await page.evaluate(() => JSON.parse(localStorage.getItem('drydock:sign-in') ?? '{}').key);
      expect(await ask(`Bearer ${kept}`)).toBe(200);
      expect(await ask('')).toBe(401);
      await own.close();
    });
  });

  test('case 44: nothing of ours leads to a lab, signed in or not: there is no preview', async () => {
    const me = await at.signIn();
    const head = `Host: 127.0.0.1:${at.server.port}\r\nAuthorization: Bearer ${me.key}\r\nConnection: close\r\n\r\n`;
    for (const line of [
      `GET http://127.0.0.1:${port}/ HTTP/1.1`,
      `CONNECT 127.0.0.1:${port} HTTP/1.1`,
      `GET /proxy/${port}/ HTTP/1.1`,
      `GET /preview/${port}/ HTTP/1.1`,
      `GET /http://127.0.0.1:${port}/ HTTP/1.1`,
      `GET //127.0.0.1:${port}/ HTTP/1.1`,
      `GET /api/labs/start/first-container/file?path=http://127.0.0.1:${port}/ HTTP/1.1`,
    ])
      expect(await at.raw(`${line}\r\n${head}`), line).not.toContain('a lab');
    expect(heard).toEqual([]);
  });
});
