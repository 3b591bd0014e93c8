import { describe, expect, test } from 'vitest';
import { makeLtiHttp, platformUrl } from '../../../src/lti/http.ts';
import { makePlatformKeys } from '../../../src/lti/platform-keys.ts';
import { roleOf } from '../../../src/lti/roles.ts';
import { startPlatform } from '../../fixtures/lti/platform.ts';

const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';

describe('a role', () => {
  test.each([
    [[`${membership}#Learner`], 'learner'],
    [['Learner'], 'learner'],
    [[`${membership}#Instructor`], 'instructor'],
    [[`${membership}#Instructor`, `${membership}#Learner`], 'instructor'],
    [[`${membership}#Instructor`, `${membership}/Instructor#TeachingAssistant`], 'assistant'],
    [[`${membership}#Administrator`], undefined],
    [['http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor'], undefined],
    [['http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin', 'owner', 'instructor'], undefined],
    [[`${membership}#Mentor`], undefined],
    [[], undefined],
  ])('of %j is %s', (said, role) => {
    expect(roleOf(said)).toBe(role);
  });
});

describe('an address of a platform', () => {
  test.each([
    ['https://lms.test/a', 'https://lms.test', true],
    ['https://other.test/a', 'https://lms.test', true],
    ['http://lms.test/a', 'https://lms.test', false],
    ['http://127.0.0.1/a', 'https://lms.test', false],
    ['http://localhost:1/a', 'http://localhost:2', true],
    ['http://[::1]:1/a', 'http://127.0.0.1:2', true],
    ['http://localhost.evil.test/', 'http://localhost', false],
    ['http://127.0.0.1.evil.test/', 'http://localhost', false],
    ['https://user:secret@lms.test/', 'https://lms.test', false],
    ['file:///etc/passwd', 'file:///', false],
    ['javascript:alert(1)', 'https://lms.test', false],
    ['/lineitems', 'https://lms.test', false],
  ])('%s of %s: %s', (url, issuer, taken) => {
    expect(platformUrl(url, issuer) !== undefined).toBe(taken);
  });
});

describe('a call to a platform', () => {
  test('follows no redirect, reads up to a bound, and ends in time', async () => {
    const { createServer } = await import('node:http');
    const server = createServer((request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: '/small' }).end();
      else if (request.url === '/large') response.end('x'.repeat(2_000));
      else if (request.url === '/small') response.end('small');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const get = (path: string) =>
      makeLtiHttp({ timeoutMs: path === '/silent' ? 50 : 20_000, mostBytes: 1_000 })({
        url: `http://127.0.0.1:${port}${path}`,
      });
    expect((await get('/small')).text).toBe('small');
    for (const [path, words] of [
      ['/away', 'redirect'],
      ['/large', 'longer than'],
      ['/silent', 'took longer'],
    ] as const)
      await expect(get(path)).rejects.toThrow(
        expect.objectContaining({ code: 'lti-failed', message: expect.stringContaining(words) }),
      );
    server.closeAllConnections();
    server.close();
  });

  test('for keys: one that is new is asked for, one that nobody has not each time', async () => {
    await using platform = await startPlatform({ dialect: 'canvas', tool: () => 'https://tool.test' });
    const keys = makePlatformKeys(makeLtiHttp(), { keptMs: 600_000, coolMs: 0 });
    const find = async (kid: string) =>
      keys({ id: 'P', keysUrl: platform.registration.keysUrl })(
        { alg: 'RS256', kid },
        { payload: '', signature: '' },
      );
    await find('k1');
    await find('k1');
    expect(platform.keysAsked()).toBe(1);
    await platform.rotate();
    const kid = platform.publicKey().kid ?? '';
    expect(kid).not.toBe('k1');
    await find(kid);
    expect(platform.keysAsked()).toBe(2);
    const cool = makePlatformKeys(makeLtiHttp());
    const ask = (name: string) =>
      cool({ id: 'P', keysUrl: platform.registration.keysUrl })(
        { alg: 'RS256', kid: name },
        { payload: '', signature: '' },
      );
    for (const name of ['x', 'y', 'z']) await expect(ask(name)).rejects.toThrow();
    expect(platform.keysAsked()).toBe(3);
  });
});
