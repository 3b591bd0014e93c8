/** What anybody may write where the target of a request stands. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';

let at: ServerAtWork;
beforeAll(async () => {
  at = await startServerAtWork();
});
afterAll(() => at[Symbol.asyncDispose]());

describe('case 350: an upgrade at a target that is no address', () => {
  test.each([
    '//',
    '///',
    '//[',
    '//:',
    '//%',
    '/\\',
    '/api/labs/x/events/%',
    '/api/labs/a%00/b/events',
    '*',
  ])('%s is refused, and the server goes on', async (target) => {
    const lines = [
      `GET ${target} HTTP/1.1`,
      `Host: 127.0.0.1:${at.server.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ];
    expect(await at.raw(`${lines.join('\r\n')}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await at.request('/api/health')).status).toBe(200);
  });

  test.each(['/api/labs/A!/b/events', '/api/labs/no/such/events'])(
    '%s of who is signed in is told that there is no such lab',
    async (path) => {
      const { key } = await at.signIn();
      const lines = [
        `GET ${path} HTTP/1.1`,
        `Host: 127.0.0.1:${at.server.port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        `Sec-WebSocket-Protocol: drydock.events, drydock.sign-in.${key}`,
      ];
      expect(await at.raw(`${lines.join('\r\n')}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 404 /);
    },
  );
});
