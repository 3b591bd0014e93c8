/** Engines, probes and programs of a seat are whoever's is root in there: what they say may have no end. */
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectedEngine, connectEngine } from '../../../src/engine/connect.ts';
import { runToEnd } from '../../../src/engine/exec/command.ts';
import { readJsonLines } from '../../../src/engine/json-lines.ts';
import type { ExecProcess } from '../../../src/lab/ports/engine.ts';
import { readAnswers } from '../../../src/seats/probe-stream.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const mebibyte = 1024 * 1024;
/** Where a test ends a source that nobody refused. */
const farTooMuch = 200;

describe('case 237: an engine whose answers have no end', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let engine: ConnectedEngine;
  let end: () => Promise<void>;
  let sent = 0;
  /** What the engine answers, by the end of the path; else it answers without end. */
  let honest: Readonly<Record<string, unknown>> = {};
  let status = 200;
  /** It begins to answer, and goes no further. */
  let hold = false;
  let held = Promise.withResolvers<void>();

  beforeEach(async () => {
    folder = makeTemporaryFolder();
    [sent, honest, status, hold, held] = [0, {}, 200, false, Promise.withResolvers<void>()];
    const path = join(folder.path, 'engine.sock');
    const server = createServer((request, response) => {
      const url = request.url?.split('?')[0] ?? '';
      const known = {
        '/version': {
          ApiVersion: '1.45',
          Version: '28.0.0',
          Arch: 'amd64',
          Os: 'linux',
          KernelVersion: '6.1',
          Components: [],
        },
        ...honest,
      };
      const found = Object.entries(known).find(([tail]) => url.endsWith(tail));
      response.setHeader('content-type', 'application/json');
      if (found) response.end(JSON.stringify(found[1]));
      else {
        response.statusCode = status;
        pour(response);
      }
    });
    const pour = (response: ServerResponse) => {
      const piece = `"${'x'.repeat(mebibyte)}",`;
      response.write('[');
      if (hold) return held.resolve();
      const go = () => {
        while (sent < farTooMuch && !response.destroyed) {
          sent += 1;
          if (!response.write(piece)) return void response.once('drain', go);
        }
        response.end('0]');
      };
      go();
    };
    await new Promise<void>((resolve) => server.listen(path, resolve));
    engine = await connectEngine({ kind: 'socket', path });
    end = async () => {
      await engine[Symbol.asyncDispose]();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      folder[Symbol.dispose]();
    };
  });
  afterEach(() => end());

  const ways: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a list', () => engine.listLabelled('x')],
    ['a list of containers', () => engine.inspectContainers({ x: 'y' })],
    ['an image', () => engine.findImage('x')],
    ['what it is', () => engine.info()],
    ['an archive that is put', () => engine.putArchive('x', '/', new Uint8Array(1024))],
  ];
  const refused = { code: 'too-big', message: expect.stringContaining('16 MiB'), fix: expect.any(String) };

  it.each(ways)('%s: is read up to the bound', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject(refused);
    expect(sent).toBeLessThan(farTooMuch);
  });

  it.each(ways)('%s, as an error: is read up to the bound', async (_, ask) => {
    status = 500;
    await expect(ask()).rejects.toMatchObject({ code: 'too-big' });
    expect(sent).toBeLessThan(farTooMuch);
  });

  it('an inspection: is read up to the bound', async () => {
    honest = { '/containers/json': [{ Id: 'one' }] };
    await expect(engine.inspectContainers({ x: 'y' })).rejects.toMatchObject(refused);
    expect(sent).toBeLessThan(farTooMuch);
  });

  it('a list of 200,000 containers: is refused before one is inspected', async () => {
    honest = { '/containers/json': Array.from({ length: 200_000 }, (_, index) => ({ Id: `${index}` })) };
    await expect(engine.inspectContainers({ x: 'y' })).rejects.toMatchObject({
      code: 'too-big',
      message: expect.stringContaining('200,000 containers'),
    });
    expect(sent).toBe(0);
  });

  it('a log: what explains something else says that it was too long', async () => {
    honest = { '/json': { Id: 'one', Config: { Tty: true } } };
    expect(await engine.logTail('one', 40)).toContain('16 MiB');
  });

  it('events: the stream ends with an error', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    await using _ = await engine.follow(() => undefined, resolve);
    expect(await promise).toMatchObject({ code: 'too-big' });
    expect(sent).toBeLessThan(farTooMuch);
  });

  it('one that stops in the middle: ends as soon as it is cancelled, and says so', async () => {
    sent = farTooMuch;
    hold = true;
    const cancelling = new AbortController();
    const asking = expect(engine.inspectContainers({ x: 'y' }, cancelling.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    await held.promise;
    cancelling.abort();
    await asking;
  });

  it('a long honest answer: is read', async () => {
    honest = {
      '/containers/json': [],
      '/networks': [],
      '/volumes': {
        Volumes: Array.from({ length: 20_000 }, (_, index) => ({
          Name: `${index}`,
          Labels: { x: 'y'.repeat(300) },
        })),
      },
    };
    expect(await engine.listLabelled('x')).toHaveLength(20_000);
  });
});

describe('case 238: a probe, and a program, that have no end', () => {
  let sent = 0;
  async function* again(piece: Uint8Array, first = ''): AsyncGenerator<Uint8Array> {
    if (first !== '') yield Buffer.from(first);
    for (sent = 0; sent < farTooMuch; sent += 1) yield piece;
  }
  const allOf = async <T>(source: AsyncIterable<T>) => {
    const all: T[] = [];
    for await (const one of source) all.push(one);
    return all;
  };
  const drain = async (source: AsyncIterable<unknown>) => {
    for await (const _ of source);
  };

  it.each([
    ['no length at all', again(Buffer.alloc(mebibyte, ' ')), 'where the length of an answer should'],
    ['a length that no answer has', again(Buffer.alloc(mebibyte, 'x'), '999999999\n'), '16 MiB'],
  ])('a probe that says %s: is refused at once', async (_, source, says) => {
    await expect(drain(readAnswers(source))).rejects.toThrow(says);
    expect(sent).toBeLessThan(2);
  });

  it('a line of a stream without end: is refused at its bound', async () => {
    await expect(drain(readJsonLines(again(Buffer.alloc(64 * 1024, ' '))))).rejects.toMatchObject({
      code: 'too-big',
    });
    expect(sent).toBeLessThan(20);
  });

  it('answers and lines come through whole, however they are cut', async () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 50 }), async (answers, step) => {
        const cut = async function* (bytes: Buffer) {
          for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
        };
        const framed = answers.map((text) => `${Buffer.byteLength(text)}\n${text}`).join('');
        expect(await allOf(readAnswers(cut(Buffer.from(framed))))).toEqual(answers);
        const lines = answers.map((text) => `${JSON.stringify({ text })}\n`).join('\n');
        const read = await allOf(readJsonLines(cut(Buffer.from(lines))));
        expect(read).toEqual(answers.map((text) => ({ text })));
      }),
    );
  });

  it('a program that prints in pieces of one byte: its end is kept, and no more', async () => {
    async function* crumbs() {
      for (let index = 0; index < 300_000; index += 1) yield Buffer.from(String(index % 10));
    }
    const process: ExecProcess = {
      output: crumbs(),
      errorOutput: again(Buffer.alloc(mebibyte, 'e')),
      exit: Promise.resolve(0),
      write: async () => undefined,
      endInput: () => undefined,
      resize: async () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
    };
    const { stdout, stderr, truncated } = await runToEnd(async () => process, ['crumbs'], {
      maxBytes: 1_000,
    });
    expect([stdout.length, stderr.length, truncated]).toEqual([1_000, 1_000, true]);
    expect(stdout.endsWith('7890123456789')).toBe(true);
  });
});
