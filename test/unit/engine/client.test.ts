import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import util from 'node:util';
import { afterEach, expect, it, vi } from 'vitest';
import { connectEngine } from '../../../src/engine/connect.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

afterEach(() => vi.restoreAllMocks());

it('has the library print little of a call that nobody reads, however many connections are open', async () => {
  using folder = makeTemporaryFolder();
  const path = join(folder.path, 'engine.sock');
  const server = createServer((_, answer) =>
    answer.end('{"Arch":"amd64","ApiVersion":"1.45","Id":"sha256:1"}'),
  ).listen(path);
  await once(server, 'listening');
  const print = vi.spyOn(util, 'inspect');
  const engine = await connectEngine({ kind: 'socket', path });
  await Promise.all(Array.from({ length: 8 }, () => engine.findImage('debian').catch(() => undefined)));
  const printed = print.mock.results.map(({ value }) => String(value).length);
  await engine[Symbol.asyncDispose]();
  server.close();
  expect(printed.length).toBeGreaterThanOrEqual(9);
  expect(Math.max(...printed)).toBeLessThan(1_000);
});
