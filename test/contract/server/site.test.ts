import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';

let at: ServerAtWork;
let built = true;
beforeAll(async () => {
  at = await startServerAtWork();
});
afterAll(() => at[Symbol.asyncDispose]());

describe('the book', () => {
  test('is read without a login', async () => {
    const answer = await at.request('/');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch('text/html');
    expect(answer.text).toContain('<title>Drydock</title>');
    expect((await at.request('/start/')).text).toContain('<title>Start</title>');
  });

  test('leads from a folder to its page', async () => {
    const answer = await at.request('/start?x=1');
    expect([answer.status, answer.headers.location]).toEqual([301, '/start/?x=1']);
    expect((await at.request('//evil.test/start')).status).toBe(404);
  });

  test('is asked for again and seldom sent again; what has a hash in its name is kept', async () => {
    const page = await at.request('/start/');
    expect(page.headers['cache-control']).toBe('no-cache');
    const headers = { 'if-none-match': String(page.headers.etag) };
    const again = await at.request('/start/', { headers });
    expect([again.status, again.text]).toEqual([304, '']);
    writeFileSync(join(at.siteDir, 'start', 'index.html'), '<!doctype html><title>Start anew</title>');
    expect((await at.request('/start/', { headers })).text).toContain('Start anew');
    expect((await at.request('/_astro/page.1a2b3c.js')).headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    );
  });

  test('is compressed: as it was built so, or else on the way', async () => {
    const brotli = await at.request('/_astro/page.1a2b3c.js', { headers: { 'accept-encoding': 'br, gzip' } });
    expect([brotli.headers['content-encoding'], brotli.text]).toEqual(['br', 'as brotli']);
    expect(brotli.headers['content-type']).toMatch('javascript');
    writeFileSync(join(at.siteDir, 'long.html'), '<p>prose</p>'.repeat(1000));
    const gzip = await at.request('/long.html', { headers: { 'accept-encoding': 'gzip' } });
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gzip.text.length).toBeLessThan(1000);
    expect(gzip.headers.vary).toMatch(/accept-encoding/i);
    expect((await at.request('/long.html')).headers['content-encoding']).toBeUndefined();
    writeFileSync(join(at.siteDir, '_astro', 'small.1a2b3c.js'), 'export const a = 1;\n'.repeat(20));
    const small = await at.request('/_astro/small.1a2b3c.js', { headers: { 'accept-encoding': 'gzip' } });
    expect(small.headers['content-encoding']).toBe('gzip');
  });

  test('has its own page for what is not there', async () => {
    const answer = await at.request('/nowhere/', { headers: { accept: 'text/html' } });
    expect([answer.status, answer.headers['cache-control']]).toEqual([404, 'no-cache']);
    expect(answer.text).toContain('<title>Lost</title>');
    expect((await at.request('/nowhere.js')).status).toBe(404);
  });

  const escapes = [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/start/..%2f..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/%00',
    '/index.html%00.js',
    '/start/%2e%2e/%2e%2e/secret.txt',
    '//secret.txt',
    '/_astro/../../secret.txt',
  ];
  test.each(escapes)('gives nothing from outside its folder: %s', async (path) => {
    const answer = await at.raw(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${at.server.port}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).not.toContain('not for anyone');
    expect(answer).toMatch(/^HTTP\/1\.1 (400|404) /);
  });

  test('carries the headers that keep it to itself', async () => {
    const { headers } = await at.request('/');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'same-origin',
    });
    const policy = new Map(
      String(headers['content-security-policy'])
        .split('; ')
        .map((part) => [part.split(' ')[0], part]),
    );
    expect(policy.get('script-src')).toBe(
      "script-src 'self' 'wasm-unsafe-eval' 'sha256-AAAA' 'sha256-BBBB='",
    );
    expect(policy.get('frame-ancestors')).toBe("frame-ancestors 'none'");
    expect(policy.get('base-uri')).toBe("base-uri 'none'");
    expect(policy.get('worker-src')).toBe("worker-src 'self'");
    expect((await at.request('/api/health')).headers['content-security-policy']).toBe(
      headers['content-security-policy'],
    );
  });

  test('allows inline scripts only by hash: a list that is none allows nothing', async () => {
    writeFileSync(join(at.siteDir, 'csp-hashes.json'), JSON.stringify(["sha256-AAAA'; script-src *"]));
    const policy = String((await at.request('/')).headers['content-security-policy']);
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
  });
});

test('while the book is bound, a page says so, asks again, and becomes the book', async () => {
  built = false;
  await using other: ServerAtWork = await startServerAtWork({
    siteDir: () => (built ? at.siteDir : undefined),
  });
  const page = await other.request('/start/', { headers: { accept: 'text/html' } });
  expect([page.status, page.headers['retry-after']]).toEqual([503, '2']);
  expect(page.text).toContain('Drydock is building the book');
  expect(page.text).toContain('<meta http-equiv="refresh" content="2" />');
  expect(page.text).toContain('Start the engine');
  expect(page.text).not.toContain('<script');
  expect((await other.request('/_astro/page.1a2b3c.js')).status).toBe(503);
  expect((await other.request('/api/health')).status).toBe(200);
  built = true;
  expect((await other.request('/')).text).toContain('<title>Drydock</title>');
});

test('a step of someone’s making is text on the page, not markup', async () => {
  await using other = await startServerAtWork({
    siteDir: () => undefined,
    buildSteps: () => [
      {
        step: 'x',
        title: '<script>alert(1)</script>',
        status: 'running',
        currentBytes: 1_500_000,
        totalBytes: 3e6,
      },
    ],
  });
  const page = await other.request('/', { headers: { accept: 'text/html' } });
  expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page.text).toContain('1.5 MB of 3 MB');
});
