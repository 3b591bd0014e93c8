import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConnectedEngine, connectEngine } from '../../../src/engine/connect.ts';
import { runToEnd } from '../../../src/engine/exec/command.ts';
import { makeLocalMachine } from '../../../src/engine/images/machine.ts';
import { DrydockError } from '../../../src/lab/errors.ts';
import type { ContainerSpec, ExecProcess } from '../../../src/lab/ports/engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

/** An engine that says who it is, and then never answers again: what one does whose container is stuck. */
const folder = makeTemporaryFolder();
const path = join(folder.path, 'silent.sock');
/** What is asked of it and was not given up. */
const open = new Set<string>();
const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  request.resume();
  if (request.url?.endsWith('/version')) return response.end('{"ApiVersion":"1.45","Arch":"amd64"}');
  const asked = `${request.method} ${request.url}`;
  open.add(asked);
  response.on('close', () => open.delete(asked));
  return undefined;
});
let engine: ConnectedEngine;
const withinMs = 300;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const patience = { askMs: withinMs, changeMs: withinMs, longMs: withinMs };
  engine = await connectEngine({ kind: 'socket', path }, undefined, patience);
});
afterAll(async () => {
  await engine?.[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
  folder[Symbol.dispose]();
});

const spec: ContainerSpec = { name: 'x', image: 'y', labels: {} };
const tar = new Uint8Array(1024);
const calls: Readonly<Record<string, (signal?: AbortSignal) => Promise<unknown>>> = {
  info: (signal) => engine.info(signal),
  inspectContainers: (signal) => engine.inspectContainers({ a: 'b' }, signal),
  inspectRaw: (signal) => engine.inspectRaw({ a: 'b' }, signal),
  listLabelled: (signal) => engine.listLabelled('a', signal),
  findImage: (signal) => engine.findImage('x', signal),
  readImageFacts: (signal) => engine.readImageFacts('x', signal),
  logTail: () => engine.logTail('x', 3),
  follow: () =>
    engine.follow(
      () => undefined,
      () => undefined,
    ),
  exec: (signal) => engine.exec('x', { argv: ['true'] }, signal),
  run: (signal) => engine.run('x', ['true'], signal ? { signal } : {}),
  ensureContainer: (signal) => engine.ensureContainer(spec, signal),
  startAs: (signal) => engine.startAs('x', { Image: 'x' }, signal),
  waitForEnd: (signal) => engine.waitForEnd('x', signal),
  changedPaths: (signal) => engine.changedPaths('x', signal),
  removeContainer: () => engine.removeContainer('x'),
  pauseContainer: () => engine.pauseContainer('x'),
  unpauseContainer: () => engine.unpauseContainer('x'),
  stopContainer: () => engine.stopContainer('x'),
  removeLabelled: () => engine.removeLabelled({ a: 'b' }),
  removeVolume: () => engine.removeVolume('x'),
  ensureVolume: () => engine.ensureVolume('x', {}),
  leaseVolume: () => engine.leaseVolume('x', {}),
  listContainers: () => engine.listContainers({ a: 'b' }),
  listVolumes: () => engine.listVolumes({ a: 'b' }),
  renameContainer: () => engine.renameContainer('x', 'y'),
  ensureNetwork: (signal) =>
    engine.ensureNetwork(
      { name: 'x', labels: {}, subnets: ['10.9.0.0/24'], bridge: () => 'b', internal: false },
      signal,
    ),
  putArchive: () => engine.putArchive('x', '/', tar),
  getArchive: () => engine.getArchive('x', '/'),
  pull: (signal) => engine.pull('x:1', undefined, signal),
  importRootfs: (signal) => engine.importRootfs((async function* () {})(), 'x:1', [], signal),
  load: (signal) => engine.load((async function* () {})(), signal),
  save: (signal) => engine.save(['x'], signal),
  tag: () => engine.tag('x', 'y:1'),
  pruneImages: () => engine.pruneImages('a', 'unused'),
};

describe('an engine that never answers', () => {
  test.each(Object.keys(calls))('case 150: %s ends with what it was about and what to do', async (name) => {
    const error: unknown = await calls[name]?.().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DrydockError);
    expect(error).toMatchObject({
      code: 'timed-out',
      message: expect.stringMatching(/did not answer within 0\.3 s.*could not /),
      fix: expect.stringContaining('drydock doctor'),
    });
  });

  test.each(Object.keys(calls).filter((name) => (calls[name]?.length ?? 0) > 0))(
    'case 150: %s ends at once where the caller gives up, and is not told as a time that is over',
    async (name) => {
      const error: unknown = await calls[name]?.(AbortSignal.abort()).catch((thrown: unknown) => thrown);
      expect(error).not.toMatchObject({ code: 'timed-out' });
      expect(error).toBeInstanceOf(Error);
    },
  );

  test('case 150: keeps no connection for what was given up', async () => {
    await expect(engine.removeContainer('y')).rejects.toMatchObject({ code: 'timed-out' });
    // Two calls of the library take no signal; neither is about a container.
    const left = () => [...open].filter((asked) => !/\/images\/(?:x\/json|get\?)/.test(asked));
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  });

  test('case 150: every call of the port is asked', () => {
    const asked = Object.keys(calls).toSorted();
    const told = Object.keys(engine).filter(
      (name) => !['endpoint', 'components', 'askRegistry'].includes(name),
    );
    expect(told.toSorted()).toEqual(asked);
  });
});

test('case 150: a program that never ends is ended though nobody said how long it may take', async () => {
  let ended = false;
  const silent = async function* (): AsyncGenerator<Uint8Array> {
    await new Promise(() => undefined);
    yield new Uint8Array();
  };
  const start = async (): Promise<ExecProcess> => ({
    output: silent(),
    errorOutput: silent(),
    write: async () => undefined,
    endInput: () => undefined,
    resize: async () => undefined,
    exit: new Promise(() => undefined),
    async [Symbol.asyncDispose]() {
      ended = true;
    },
  });
  await expect(runToEnd(start, ['sleep', 'forever'], {}, withinMs)).rejects.toMatchObject({
    code: 'timed-out',
    message: expect.stringContaining('sleep forever did not end within 0.3 s'),
  });
  expect(ended).toBe(true);
});

test('case 150: nor does a program of this machine that makes an image run for ever', async () => {
  const run = makeLocalMachine().run(['sh', '-c', 'echo waiting; exec sleep 1000'], { timeoutMs: withinMs });
  await expect(run).rejects.toMatchObject({
    code: 'timed-out',
    message: 'sh did not end within 0.3 s and was stopped.',
  });
});
