import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import util from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectEngine } from '../../../src/engine/connect.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

afterEach(() => vi.restoreAllMocks());

/** An Engine that says its version, and answers everything else by `answer`. */
async function serveEngine(answer: RequestListener) {
  const folder = makeTemporaryFolder();
  const path = join(folder.path, 'engine.sock');
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/version')) response.end('{"Arch":"amd64","ApiVersion":"1.45"}');
    else answer(request, response);
  }).listen(path);
  await once(server, 'listening');
  const engine = await connectEngine({ kind: 'socket', path });
  return {
    engine,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      server.close();
      folder[Symbol.dispose]();
    },
  };
}

it('has the library print little of a call that nobody reads, however many connections are open', async () => {
  const print = vi.spyOn(util, 'inspect');
  await using served = await serveEngine((_, response) => response.end('{"Id":"sha256:1"}'));
  await Promise.all(
    Array.from({ length: 8 }, () => served.engine.findImage('debian').catch(() => undefined)),
  );
  const printed = print.mock.results.map(({ value }) => String(value).length);
  expect(printed.length).toBeGreaterThanOrEqual(9);
  expect(Math.max(...printed)).toBeLessThan(1_000);
});

describe('a pause', () => {
  const refuse = (message: string, times: number) => {
    const asked: string[] = [];
    const answer: RequestListener = (request, response) => {
      asked.push(request.url ?? '');
      if (asked.length > times) response.writeHead(204).end();
      else response.writeHead(500).end(JSON.stringify({ message }));
    };
    return { asked, answer };
  };

  it('that runc gives up for a busy container is asked for again, and not without end', async () => {
    const twice = refuse('cannot pause container 1: OCI runtime pause failed: unable to freeze', 2);
    await using served = await serveEngine(twice.answer);
    await served.engine.pauseContainer('1');
    expect(twice.asked).toEqual(Array(3).fill('/v1.45/containers/1/pause'));
    const always = refuse('OCI runtime pause failed: unable to freeze', 99);
    await using never = await serveEngine(always.answer);
    await expect(never.engine.pauseContainer('1')).rejects.toThrow('unable to freeze');
    expect(always.asked).toHaveLength(4);
  });

  it('that is refused for another reason is refused at once', async () => {
    const other = refuse('container 1 is already paused', 1);
    await using served = await serveEngine(other.answer);
    await expect(served.engine.pauseContainer('1')).rejects.toThrow('already paused');
    expect(other.asked).toHaveLength(1);
  });
});
