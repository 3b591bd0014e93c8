import { beforeEach, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../../../src/engine/images/catalogue.ts';
import { ImageTurns } from '../../../../src/engine/images/image-turns.ts';
import { listImages } from '../../../../src/engine/images/list-images.ts';
import { prepareImages } from '../../../../src/engine/images/prepare.ts';
import type { PrepareRequest } from '../../../../src/engine/images/prepare-request.ts';
import { requirePrepared } from '../../../../src/engine/images/prepare-request.ts';
import type { RecipeRunner } from '../../../../src/engine/images/recipe-runner.ts';
import { DrydockError } from '../../../../src/lab/errors.ts';
import type { ProgressEvent } from '../../../../src/lab/wire/jobs.ts';
import { eventually } from '../../../fixtures/eventually.ts';
import { FakeImageEngine } from './fake-image-engine.ts';

const catalogue = await loadCatalogue(new URL('../../../../labs/images', import.meta.url).pathname);

let at: FakeImageEngine;
let events: ProgressEvent[];
beforeEach(() => {
  at = new FakeImageEngine();
  events = [];
});

function prepare(request: Partial<PrepareRequest> = {}, signal?: AbortSignal) {
  const { engine, askRegistry, openRecipes } = at;
  const whole = { engine, askRegistry, openRecipes, owned: true, catalogue, ...request };
  return prepareImages(whole, (event) => events.push(event), signal);
}

const did = (verb: string) => at.calls.filter((call) => call.startsWith(verb));

describe('in an engine of our own', () => {
  it('case 77: without a registry, images are made by recipe, and the registry is asked once', async () => {
    const { ready, failed } = await prepare({ images: ['alpine', 'debian', 'workbench'] });
    expect(failed).toEqual([]);
    expect(ready.map(({ id, origin, made }) => [id, origin, made])).toEqual([
      ['debian', 'built', true],
      ['workbench', 'built', true],
      ['alpine', 'stand-in', true],
    ]);
    expect(at.calls).toEqual([
      'ask debian:trixie-slim',
      'make debian:trixie-slim',
      'make drydock/workbench:1 on debian:trixie-slim',
      'make alpine:3.22 on debian:trixie-slim',
    ]);
    expect(at.images.get('alpine:3.22')?.labels).toMatchObject({
      'dev.drydock.image': 'alpine',
      'dev.drydock.recipe': expect.stringMatching(/^[0-9a-f]{32}$/),
      'dev.drydock.stand-in': expect.stringContaining('no apk'),
    });
    expect(at.images.get('debian:trixie-slim')?.labels).not.toHaveProperty('dev.drydock.stand-in');
    expect(at.disposed).toBe(1);
  });

  it('with a registry, images are pulled; ours are built', async () => {
    at.registry = ['debian:trixie-slim', 'alpine:3.22'];
    const { ready } = await prepare({ images: ['debian', 'alpine', 'workbench'] });
    expect(ready.map(({ id, origin }) => [id, origin])).toEqual([
      ['debian', 'pulled'],
      ['workbench', 'built'],
      ['alpine', 'pulled'],
    ]);
    expect(did('make')).toEqual(['make drydock/workbench:1 on debian:trixie-slim']);
  });

  it('case 77: what a registry that answers does not have is made by recipe', async () => {
    at.registry = ['debian:trixie-slim'];
    const { ready } = await prepare({ images: ['alpine', 'golang'] });
    expect(ready.map(({ origin }) => origin)).toEqual(['stand-in', 'stand-in']);
    expect(did('pull')).toEqual(['pull debian:trixie-slim']);
  });

  it('each registry is judged by itself', async () => {
    const askRegistry: typeof at.askRegistry = async (reference) => {
      at.calls.push(`ask ${reference}`);
      return reference.startsWith('gcr.io/')
        ? { reached: true, has: true }
        : { reached: false, reason: 'no such host' };
    };
    at.registry = ['gcr.io/distroless/static-debian13:nonroot'];
    const { ready } = await prepare({ askRegistry, images: ['debian', 'alpine', 'distroless-static'] });
    expect(ready.map(({ origin }) => origin)).toEqual(['built', 'stand-in', 'pulled']);
    expect(did('ask')).toHaveLength(2);
  });

  it('a base that nobody asked for is brought all the same', async () => {
    await prepare({ images: ['postgres'] });
    expect(did('make')).toEqual(['make debian:trixie-slim', 'make postgres:17 on debian:trixie-slim']);
  });

  it('a second run does nothing and tells nothing', async () => {
    await prepare();
    at.calls.length = 0;
    events.length = 0;
    const { ready } = await prepare();
    expect(ready).toHaveLength(catalogue.images.length);
    expect(ready.every(({ made }) => !made)).toBe(true);
    expect([at.calls, events]).toEqual([[], []]);
  });

  it('an image from another recipe, and one of ours without a label, are made again', async () => {
    await prepare({ images: ['debian'] });
    at.give('alpine:3.22', { 'dev.drydock.image': 'alpine', 'dev.drydock.recipe': 'old' });
    at.give('drydock/workbench:1');
    at.calls.length = 0;
    const { ready } = await prepare({ images: ['debian', 'alpine', 'workbench'] });
    expect(ready.map(({ id, made }) => [id, made])).toEqual([
      ['debian', false],
      ['workbench', true],
      ['alpine', true],
    ]);
  });

  it('“again” makes current images afresh', async () => {
    await prepare({ images: ['alpine'] });
    at.calls.length = 0;
    await prepare({ images: ['alpine'], again: true });
    expect(did('make')).toEqual(['make alpine:3.22 on debian:trixie-slim afresh']);
  });

  it('two runs at once make each image once, and neither waits for what it does not need', async () => {
    const { engine, openRecipes } = at;
    const gate = Promise.withResolvers<void>();
    const slow = (): RecipeRunner => {
      const recipes = openRecipes();
      return {
        ...recipes,
        async make(order, tell, signal) {
          if (order.image.id === 'golang') await gate.promise;
          await recipes.make(order, tell, signal);
        },
      };
    };
    const base = { engine, openRecipes: slow, owned: true, catalogue };
    const both = [1, 2].map(() =>
      prepareImages({ ...base, images: ['golang'] }, (event) => events.push(event)),
    );
    const { ready } = await prepareImages({ ...base, images: ['alpine'] });
    expect(ready).toMatchObject([{ id: 'alpine', made: true }]);
    const waits = expect.objectContaining({ status: 'waiting', detail: 'being prepared already' });
    await eventually(() => expect(events).toContainEqual(waits));
    gate.resolve();
    await Promise.all(both);
    expect(did('make').sort()).toEqual([
      'make alpine:3.22 on debian:trixie-slim',
      'make debian:trixie-slim',
      'make golang:1.24-trixie on debian:trixie-slim',
    ]);
  });

  it('who waits for another’s image can give up, and leaves the turn to the next', async () => {
    const turns = new ImageTurns();
    const gate = Promise.withResolvers<string>();
    const first = turns.take(
      'x',
      () => {},
      () => gate.promise,
    );
    const stop = new AbortController();
    const second = turns.take(
      'x',
      () => {},
      async () => 'second',
      stop.signal,
    );
    stop.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    const third = turns.take(
      'x',
      () => {},
      async () => 'third',
    );
    gate.resolve('first');
    expect(await Promise.all([first, third])).toEqual(['first', 'third']);
  });
});

describe('what goes wrong', () => {
  it('with one image is told of it, and the others are prepared', async () => {
    const error = new DrydockError('build-failed', {
      message: 'The recipe failed at “2/3 RUN”.',
      output: 'E: no',
    });
    at.failing = { id: 'alpine', error };
    const result = await prepare({ images: ['alpine', 'postgres'] });
    expect(result.failed).toEqual([{ id: 'alpine', reference: 'alpine:3.22', error }]);
    expect(result.ready.map(({ id }) => id)).toEqual(['postgres']);
    expect(events.find(({ status }) => status === 'failed')).toMatchObject({
      step: 'image.alpine',
      error: { code: 'build-failed', output: 'E: no' },
    });
    expect(() => requirePrepared(result)).toThrow('2/3 RUN');
  });

  it('with a base keeps what stands on it from being tried again and again', async () => {
    at.failing = { id: 'debian', error: new DrydockError('build-failed', { message: 'no mirror' }) };
    const { failed } = await prepare({ images: ['debian', 'alpine', 'postgres'] });
    expect(failed.map(({ error }) => error.message)).toEqual(['no mirror', 'no mirror', 'no mirror']);
    expect(did('make')).toEqual(['make debian:trixie-slim']);
  });

  it.each(['disk-full', 'engine-lost'] as const)('with the whole (%s) ends the run', async (code) => {
    at.failing = { id: 'workbench', error: new DrydockError(code, { message: 'over' }) };
    await expect(prepare()).rejects.toMatchObject({ code });
    expect(did('make')).toHaveLength(2);
    expect(at.disposed).toBe(1);
  });

  it('a run that is cancelled says so', async () => {
    const stop = new AbortController();
    at.failing = { id: 'workbench', error: new DrydockError('build-failed', { message: 'killed' }) };
    const tell = (event: ProgressEvent) => {
      if (event.detail === '1/1 RUN make' && event.step === 'image.workbench') stop.abort();
    };
    const { engine, openRecipes } = at;
    await expect(
      prepareImages({ engine, openRecipes, owned: true, catalogue }, tell, stop.signal),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('an image that the catalogue does not have is named with its nearest', async () => {
    await expect(prepare({ images: ['alpin'] })).rejects.toMatchObject({
      code: 'not-found',
      fix: 'Did you mean “alpine”?',
    });
  });

  it('an architecture that a recipe is not for is said', async () => {
    const engine = { ...at.engine, info: async () => ({ architecture: 's390x' }) as never };
    const { failed } = await prepare({ engine, images: ['alpine'] });
    expect(failed[0]?.error).toMatchObject({
      code: 'image-unavailable',
      message: expect.stringContaining('amd64 and arm64, and this engine is for s390x'),
    });
  });

  it('all images are those that there are for the engine’s architecture', async () => {
    const engine = { ...at.engine, info: async () => ({ architecture: 'arm64' }) as never };
    const { ready, failed } = await prepare({ engine });
    expect(failed).toEqual([]);
    expect(ready.map(({ reference }) => reference)).not.toContain('drydock/kernel:1');
    expect((await prepare({ engine, images: ['kernel'] })).failed[0]?.error.message).toContain(
      'can be made for amd64, and this engine is for arm64',
    );
  });
});

describe('in the reader’s own Docker', () => {
  it('upstream’s names are given to nothing that a recipe made', async () => {
    const { ready, failed } = await prepare({ owned: false });
    expect(ready.map(({ reference }) => reference)).toEqual([
      'drydock/workbench:1',
      'drydock/tools:1',
      'drydock/syscalls:1',
      'drydock/recorder:1',
      'drydock/kernel:1',
      'drydock/net:1',
      'drydock/bpf:1',
      'drydock/lxc:1',
      'drydock/registry:1',
      'drydock/seat:1',
      'drydock/python:12',
      'drydock/seat-forky:1',
      'drydock/python:12-security',
    ]);
    expect(failed.map(({ error }) => error.code)).toEqual(Array(8).fill('image-unavailable'));
    expect(failed[0]?.error.message).toContain('its registry does not answer (no such host)');
    expect([...at.images.keys()].sort()).toEqual([
      'drydock.invalid/debian:bookworm-slim',
      'drydock.invalid/debian:forky-slim',
      'drydock.invalid/debian:trixie-slim',
      'drydock.invalid/gcc:14',
      'drydock/bpf:1',
      'drydock/kernel:1',
      'drydock/lxc:1',
      'drydock/net:1',
      'drydock/python:12',
      'drydock/python:12-security',
      'drydock/recorder:1',
      'drydock/registry:1',
      'drydock/seat-forky:1',
      'drydock/seat:1',
      'drydock/syscalls:1',
      'drydock/tools:1',
      'drydock/workbench:1',
    ]);
    // The base that failed by its name and the one that was made are two stories.
    expect(events.filter(({ step }) => step === 'image.debian').at(-1)?.status).toBe('failed');
    expect(events.filter(({ step }) => step === 'image.debian.base').at(-1)?.status).toBe('done');
  });

  it('the reader’s own images serve as bases', async () => {
    at.give('debian:trixie-slim');
    await prepare({ owned: false, images: ['workbench'] });
    expect(did('make')).toEqual(['make drydock/workbench:1 on debian:trixie-slim']);
    expect(did('ask')).toEqual([]);
  });
});

describe('in a nested engine', () => {
  it('takes over what the outer engine has, in one go', async () => {
    const inner = new FakeImageEngine();
    await prepare({ images: ['debian', 'alpine', 'golang'] });
    at.calls.length = 0;
    const source = { engine: at.engine, owned: true, openRecipes: at.openRecipes };
    const { ready } = await prepareImages({
      engine: inner.engine,
      owned: true,
      catalogue,
      source,
      images: ['debian', 'alpine'],
    });
    expect(at.calls).toEqual(['save debian:trixie-slim alpine:3.22']);
    expect(inner.calls).toEqual(['load debian:trixie-slim alpine:3.22']);
    expect(ready.map(({ origin, made }) => [origin, made])).toEqual([
      ['built', true],
      ['stand-in', true],
    ]);
  });

  it('has made in the reader’s Docker what no registry gives, and gives it its name only inside', async () => {
    const inner = new FakeImageEngine();
    const source = { engine: at.engine, owned: false, openRecipes: at.openRecipes };
    const { askRegistry } = inner;
    const { ready, failed } = await prepareImages({
      engine: inner.engine,
      owned: true,
      askRegistry,
      catalogue,
      source,
      images: ['alpine'],
    });
    expect(failed).toEqual([]);
    expect(ready).toMatchObject([{ reference: 'alpine:3.22', origin: 'stand-in' }]);
    expect([...at.images.keys()]).toEqual([
      'drydock.invalid/debian:trixie-slim',
      'drydock.invalid/alpine:3.22',
    ]);
    expect(inner.images.has('alpine:3.22')).toBe(true);
  });

  it('pulls by itself where its registry answers', async () => {
    const inner = new FakeImageEngine();
    inner.registry = ['alpine:3.22'];
    const source = { engine: at.engine, owned: false, openRecipes: at.openRecipes };
    const { askRegistry } = inner;
    await prepareImages({
      engine: inner.engine,
      owned: true,
      askRegistry,
      catalogue,
      source,
      images: ['alpine'],
    });
    expect(inner.calls).toContain('pull alpine:3.22');
    expect(at.calls).toEqual([]);
  });
});

describe('the list', () => {
  it('says what is there, where it came from, and whether it is current', async () => {
    await prepare({ images: ['alpine'] });
    at.give('postgres:17');
    at.give('drydock/seat:1');
    const rows = Object.fromEntries((await listImages(at.engine, catalogue)).map((row) => [row.id, row]));
    expect(rows.alpine).toMatchObject({
      present: true,
      origin: 'stand-in',
      current: true,
      standIn: expect.any(String),
    });
    expect(rows.debian).toMatchObject({ present: true, origin: 'built', current: true });
    expect(rows.postgres).toMatchObject({
      present: true,
      origin: 'pulled',
      current: true,
      sizeBytes: 1_000_000,
    });
    expect(rows.seat).toMatchObject({ present: true, current: false });
    expect(rows.golang).toMatchObject({ present: false, reference: 'golang:1.24-trixie' });
  });

  it('of an engine that nested seats copy from has what is there by a name of ours, and no other list has', async () => {
    await prepare({ owned: false, forNested: true, images: ['alpine', 'workbench'] });
    expect([...at.images.keys()]).toContain('drydock.invalid/alpine:3.22');
    const of = async (forNested: boolean) =>
      (await listImages(at.engine, catalogue, { forNested })).find(({ id }) => id === 'alpine');
    expect(await of(true)).toMatchObject({
      reference: 'alpine:3.22',
      present: true,
      origin: 'stand-in',
      current: true,
    });
    expect(await of(false)).toMatchObject({ present: false });
  });

  it('has what serves where an older one has the name of upstream', async () => {
    await prepare({ owned: false, forNested: true, images: ['alpine'] });
    at.give('alpine:3.22', { 'dev.drydock.image': 'alpine', 'dev.drydock.recipe': 'old' });
    const rows = await listImages(at.engine, catalogue, { forNested: true });
    expect(rows.find(({ id }) => id === 'alpine')).toMatchObject({ present: true, current: true });
  });
});
