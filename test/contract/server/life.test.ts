/** How the server begins and ends. */
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startServer } from '../../../src/server/start-server.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { noGrading } from '../../fixtures/no-grading.ts';
import { closing, startServerAtWork } from '../../fixtures/server-at-work.ts';

test('a taken port is named, with a way out', async () => {
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as import('node:net').AddressInfo;
  await expect(startServerAtWork({ port })).rejects.toMatchObject({
    code: 'port-taken',
    message: `Port ${port} on 127.0.0.1 is taken by another program.`,
    fix: `Use another one: \`npm start -- --port ${port + 1}\`.`,
  });
  other.close();
});

test('an address that is not ours is wrong use', async () => {
  await expect(startServerAtWork({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'bad-usage' });
});

test('a socket left over from a killed server is replaced; the home is clean after a stop', async () => {
  const at = await startServerAtWork();
  const path = join(at.home, 'drydock.sock');
  expect(at.server.socketPath).toBe(path);
  await at.server[Symbol.asyncDispose]();
  expect(existsSync(path)).toBe(false);
  writeFileSync(path, '');
  await at.restart();
  expect((await at.request('/api/sign-in', { socket: true })).status).toBe(200);
  await at[Symbol.asyncDispose]();
});

test('a home whose name is too long for a socket gets one elsewhere', async () => {
  await using at = await startServerAtWork();
  const home = join(at.home, 'x'.repeat(120));
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    home,
    runner: at.runner,
    store: at.store,
    grading: noGrading,
    siteDir: () => undefined,
    health: () => ({ status: 'ok', engine: { state: 'ready', steps: [] } }),
    hostReport: async () => ({ facts: [], labs: [] }),
    log: (await import('../../../src/server/log.ts')).makeLog({ level: 'silent' }),
  });
  expect(server.socketPath.length).toBeLessThan(104);
  expect(existsSync(server.socketPath)).toBe(true);
  await server[Symbol.asyncDispose]();
  expect(existsSync(server.socketPath)).toBe(false);
});

test('a stop lets what is under way finish, sends pages away to come back, and leaves shells running', async () => {
  // Longer than the test may take: what ends here has not been cut off.
  const at = await startServerAtWork({ timing: { stopMs: 3_600_000 } });
  const me = await at.signIn();
  const gate = Promise.withResolvers<void>();
  at.runner.checkGate = gate.promise;
  const socket = at.webSocket('/api/labs/start/first-container/terminals/main?columns=80&rows=24', {
    as: me,
  });
  await once(socket, 'message');
  const closed = closing(socket);
  const check = at.request('/api/labs/start/first-container/check', { method: 'POST', as: me });
  const events = at.request('/api/labs/start/first-container/events', { as: me });
  await eventually(() => expect(at.runner.listeners.size).toBe(1));
  // Browsers keep connections that have not asked for anything.
  const idle = connect(at.server.port, '127.0.0.1');
  await once(idle, 'connect');

  const stopped = at.server[Symbol.asyncDispose]();
  expect(await closed).toMatchObject({ code: 1012 });
  expect((await events).text).toContain('event: status');
  await expect(at.request('/api/health')).rejects.toThrow('ECONNREFUSED');
  gate.resolve();
  expect((await check).json()).toMatchObject({ attempt: 'A' });
  await stopped;
  expect(at.runner.shells[0]?.disposals).toBe(1);
  await at[Symbol.asyncDispose]();
});

test('a stop does not wait for ever', async () => {
  const at = await startServerAtWork({ timing: { stopMs: 100 } });
  const me = await at.signIn();
  at.runner.checkGate = new Promise(() => {});
  const check = at.request('/api/labs/start/first-container/check', { method: 'POST', as: me });
  check.catch(() => {});
  await eventually(() => expect(at.log()).toContain('/api/sign-in'));
  await at.server[Symbol.asyncDispose]();
  await expect(check).rejects.toThrow();
  await at[Symbol.asyncDispose]();
});
