/**
 * The served book in a room without internet: server and browser reach nothing but each other, and nobody asks for
 * anything else. Over plain HTTP under a name, as from another machine, where browsers keep back what they have for HTTPS.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { siteDir } from '../../src/cli/site-build.ts';
import { openLoginLink } from '../fixtures/open-login-link.ts';
import { whyNoBrowser } from './harness/browser.ts';
import { type CutOff, startCutOff, whyNotCutOff } from './harness/cut-off.ts';
import { collectFaults, type Faults } from './harness/faults.ts';

const room = 'room.test';

describe.skipIf(whyNoBrowser() ?? (await whyNotCutOff()))('a room without internet', () => {
  let server: CutOff;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let faults: Faults;
  let origin: string;
  const asked: string[] = [];

  beforeAll(async () => {
    server = await startCutOff(['--name', room]);
    origin = server.url.replace('127.0.0.1', room);
    browser = await chromium.launch({
      executablePath: server.chromium,
      args: ['--no-sandbox', '--disable-gpu', `--host-resolver-rules=MAP ${room} 127.0.0.1`],
    });
    context = await browser.newContext({ reducedMotion: 'reduce' });
    context.setDefaultTimeout(30_000);
    faults = collectFaults(context);
    // The browser says so of each page without HTTPS.
    faults.expect(/Cross-Origin-Opener-Policy header has been ignored/);
    context.on('request', (request) => asked.push(request.url()));
    page = await context.newPage();
    page.on('websocket', (socket) => asked.push(socket.url().replace(/^ws/, 'http')));
    await openLoginLink(page, (await server.mintLoginUrl()).replace('127.0.0.1', room));
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  /** Of every page of the book. */
  const pathsOfBook = () =>
    readdirSync(siteDir, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('index.html'))
      .map((name) => `/${name.replace(/index\.html$/, '')}`);

  test('has no way out, and pages of it are no secure context', async () => {
    expect(await server.routes()).toBe('');
    expect(new URL(page.url()).hostname).toBe(room);
    expect(
      await page.evaluate(() => [isSecureContext, 'clipboard' in navigator, 'locks' in navigator]),
    ).toEqual([false, false, false]);
  });

  test('every page is whole', async () => {
    const paths = pathsOfBook();
    expect(paths).toEqual(expect.arrayContaining(['/', '/start/', '/seccomp/', '/system-calls/', '/paths/']));
    for (const path of paths) {
      const response = await page.goto(`${origin}${path}`);
      expect([path, response?.status()]).toEqual([path, 200]);
      // What is loaded only where it is looked at.
      await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      expect(await page.evaluate(() => document.fonts.ready.then(() => document.fonts.size > 0))).toBe(true);
    }
    expect(faults.list).toEqual([]);
  }, 240_000);

  test('search finds, and a lab says that it has no engine', async () => {
    await page.goto(`${origin}/start/`);
    await page.keyboard.press('/');
    const search = page.getByRole('dialog', { name: 'Search the book' });
    await search.getByRole('textbox').fill('namespace');
    await search.getByRole('link').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('engine').first().waitFor();
    expect(faults.list).toEqual([]);
  });

  test('nothing was asked of anybody else', () => {
    expect(asked.length).toBeGreaterThan(50);
    const others = asked.filter((url) => !/^(?:data|blob):/.test(url) && new URL(url).origin !== origin);
    expect(others).toEqual([]);
  });

  test('no page names a script, style, font or picture of elsewhere', () => {
    const elsewhere =
      /<(?:script|img|iframe|source|video|audio)\b[^>]*\s(?:src|srcset)="(?:https?:)?\/\/[^"]*|<link\b(?=[^>]*\srel="(?:stylesheet|preload|modulepreload|prefetch|preconnect|dns-prefetch|icon|manifest)")[^>]*\shref="(?:https?:)?\/\/[^"]*|url\(["']?(?:https?:)?\/\/[^)]*/g;
    const files = readdirSync(siteDir, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(?:html|css)$/.test(name),
    );
    expect(files.length).toBeGreaterThan(20);
    const found = files.flatMap((name) => readFileSync(join(siteDir, name), 'utf8').match(elsewhere) ?? []);
    expect(found).toEqual([]);
    expect(existsSync(join(siteDir, 'index.html'))).toBe(true);
  });
});
