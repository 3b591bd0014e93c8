import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edit } from '../../../../src/lab/authoring.ts';
import { type Lab, LabLibrary } from '../../../../src/runner/library/lab-library.ts';
import { asText, readLabState, readState, stateNames } from '../../../../src/runner/library/lab-state.ts';
import { labText, writeFiles } from '../../../fixtures/lab-folder.ts';
import { input } from '../../../fixtures/manifest.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

const folder = makeTemporaryFolder();
const root = join(folder.path, 'labs');
const binary = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0x7b, 0x7b, 0x67, 0x7d, 0x7d]);
const compose = edit('compose.yaml');
let lab: Lab;

beforeAll(async () => {
  const { solution, mistakes } = input.states;
  writeFiles(root, {
    'shop/web/lab.ts': labText({
      shared: [{ from: 'thread/app', to: 'app' }],
      states: {
        solution,
        accepts: {
          laid: { from: 'solution', overlay: 'big' },
          'own-script': { edits: [edit('go.sh').write('#!/bin/sh\n'), edit('app/notes').remove()] },
          stale: { edits: [edit('compose.yaml').replace('FROM nowhere', 'x')] },
        },
        mistakes: mistakes ?? {},
        scenes: {
          stack: { shared: [{ from: 'thread/soft', to: '' }], edits: [compose.unset('services.db')] },
        },
      },
    }),
    'shop/web/start/compose.yaml':
      'services:\n  web:\n    image: a\n    environment: ["GREETING={{greeting}}"]\n',
    'shop/web/start/run.sh': '#!/bin/sh\necho {{greeting}} {{other}}\n',
    'shop/web/start/app/README': 'ours',
    'shop/web/states/big/profile.json': '{"says": "{{greeting}}"}',
    'thread/app/README': 'theirs',
    'thread/app/notes': 'n',
    'thread/app/tool': binary,
    'thread/soft/compose.yaml': 'services: {web: {image: soft}, db: {image: postgres}}\n',
  });
  chmodSync(join(root, 'thread/app/tool'), 0o755);
  lab = (await LabLibrary.open(root)).get('shop/web');
});
afterAll(() => folder[Symbol.dispose]());

const textsOf = async (state: string, vars = { greeting: 'ahoy' }) =>
  Object.fromEntries(
    [...(await readLabState(lab, state, vars))].map(([path, { content }]) => [path, asText(content)]),
  );

describe('a state of a lab', () => {
  it('is one of those that its manifest names', async () => {
    expect(stateNames(lab)).toEqual([
      'start',
      'solution',
      'laid',
      'own-script',
      'stale',
      'group-only',
      'stack',
    ]);
    await expect(readLabState(lab, 'nirvana', {})).rejects.toMatchObject({
      code: 'not-found',
      fix: 'Its states are start, solution, laid, own-script, stale, group-only, stack.',
    });
  });

  it('begins with start over what is shared, with the learner’s values, in order', async () => {
    const files = await readLabState(lab, 'start', { greeting: 'ahoy' });
    expect([...files.keys()]).toEqual(['app/README', 'app/notes', 'app/tool', 'compose.yaml', 'run.sh']);
    expect(await textsOf('start')).toMatchObject({
      'app/README': 'ours',
      'compose.yaml': 'services:\n  web:\n    image: a\n    environment: ["GREETING=ahoy"]\n',
      'run.sh': '#!/bin/sh\necho ahoy {{other}}\n',
    });
  });

  it('keeps which files can be executed, and bytes that are no text', async () => {
    const files = await readLabState(lab, 'start', { g: 'x' });
    expect([...files].filter(([, { executable }]) => executable).map(([path]) => path)).toEqual([
      'app/tool',
      'run.sh',
    ]);
    expect(Buffer.from(files.get('app/tool')?.content ?? []).equals(binary)).toBe(true);
  });

  it('comes from another by edits, which leave that one alone', async () => {
    expect((await textsOf('group-only'))['compose.yaml']).toContain('user: 0:10001');
    expect((await textsOf('solution'))['compose.yaml']).toContain('user: "10001"');
    expect((await textsOf('start'))['compose.yaml']).not.toContain('user');
  });

  it('has files laid over it, with values too', async () => {
    const laid = await textsOf('laid');
    expect(laid['profile.json']).toBe('{"says": "ahoy"}');
    expect(laid['compose.yaml']).toContain('read_only: true');
  });

  it('may write a program and delete a file', async () => {
    const files = await readLabState(lab, 'own-script', {});
    expect(files.get('go.sh')?.executable).toBe(true);
    expect(files.get('run.sh')?.executable).toBe(true);
    expect(files.has('app/notes')).toBe(false);
  });

  it('that is a scene lays what it shares over its files before it edits them', async () => {
    expect((await textsOf('stack'))['compose.yaml']).toContain('image: soft');
    expect((await textsOf('stack'))['compose.yaml']).not.toContain('postgres');
    expect((await textsOf('stack'))['run.sh']).toContain('ahoy');
  });

  it('says which edit of it no longer applies', async () => {
    await expect(readLabState(lab, 'stale', {})).rejects.toMatchObject({
      code: 'bad-edit',
      message: expect.stringContaining('“FROM nowhere” stands 0 times in compose.yaml'),
    });
  });

  it('may stand in no manifest', async () => {
    const state = { from: 'solution', edits: [compose.set('services', {})], run: [] };
    const files = await readState(lab, state, {});
    expect(asText(files.get('compose.yaml')?.content ?? new Uint8Array())).toBe('services: {}\n');
  });
});

describe('asText', () => {
  it.each([
    [Buffer.from('ü\n'), 'ü\n'],
    [Buffer.from('\ufeffa'), '\ufeffa'],
    [Buffer.from([]), ''],
    [Buffer.from([0x61, 0, 0x62]), undefined],
    [Buffer.from([0xc3]), undefined],
  ])('of bytes, case %#', (bytes, text) => {
    expect(asText(bytes)).toBe(text);
  });
});
