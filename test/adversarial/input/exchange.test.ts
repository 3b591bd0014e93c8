/** What is mounted, exchanged for a link by who can write above it: by a service of the same file, or of an earlier one. */
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCompose } from '../../../src/engine/compose/compose.ts';
import type { Compose } from '../../../src/lab/ports/compose.ts';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { testImage } from '../../contract/test-image.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { blindTo, type Gated, openGated, signal, tell } from './gated.ts';

const skip = await whyNoEmbedded();

/** `one` puts a link at `path` and ends well; `two` mounts what is below `lines` once it has. */
const planted = (path: string, more: readonly string[], above = './drop:/w') =>
  [
    'services:',
    '  one:',
    `    image: ${testImage}`,
    `    command: ["perl", "-e", "rename('/w/${path}', '/w/${path}-before'); symlink('/', '/w/${path}') or die"]`,
    `    volumes: ["${above}"]`,
    '  two:',
    `    image: ${testImage}`,
    '    command: ["/serve.pl"]',
    '    depends_on: { one: { condition: service_completed_successfully } }',
    ...more.map((line) => `    ${line}`),
    '',
  ].join('\n');

describe.skipIf(skip !== undefined)('what is mounted', () => {
  let gated: Gated;
  beforeAll(async () => {
    gated = await openGated('exchange');
  });
  afterAll(() => gated?.[Symbol.asyncDispose]());

  const file = 'drop/gap/in';
  test.each<[string, string, Readonly<Record<string, string>>, string]>([
    [
      'a folder that is not there yet',
      planted('gap', ['volumes: ["./drop/gap:/h"]']),
      {},
      'services.two.volumes',
    ],
    ['a folder', planted('gap', ['volumes: ["./drop/gap:/h"]']), { [file]: '' }, 'services.two.volumes'],
    [
      'a folder above',
      planted('gap', ['volumes: ["./drop/gap/in/deep:/h"]']),
      { 'drop/gap/in/deep/x': '' },
      'services.two.volumes',
    ],
    ['a file', planted('gap/in', ['volumes: ["./drop/gap/in:/h"]']), { [file]: '' }, 'services.two.volumes'],
    [
      'a file, read-only',
      planted('gap', ['volumes: ["./drop/gap/in:/h:ro"]']),
      { [file]: '' },
      'services.two.volumes',
    ],
    [
      'a secret',
      `${planted('gap', ['secrets: [s]'])}secrets: { s: { file: ./drop/gap/in } }\n`,
      { [file]: '' },
      'secrets.s.file',
    ],
    [
      'a config',
      `${planted('gap', ['configs: [c]'])}configs: { c: { file: ./drop/gap/in } }\n`,
      { [file]: '' },
      'configs.c.file',
    ],
    [
      'by who has the whole workspace',
      planted('drop', ['volumes: ["./drop:/h"]'], '.:/w'),
      { [file]: '' },
      'services.two.volumes',
    ],
    [
      'by who is healthy first',
      planted('gap', ['volumes: ["./drop/gap:/h"]']).replace(
        'service_completed_successfully',
        'service_healthy',
      ),
      { [file]: '' },
      'services.two.volumes',
    ],
    [
      'by who has the mounts of another',
      `${planted('gap', ['volumes_from: [three]'])}  three: { image: "${testImage}", command: [/serve.pl], volumes: ["./drop/gap:/h"] }\n`,
      { [file]: '' },
      'services.three.volumes',
    ],
  ])('case 109: %s, is refused where another service may write above it', async (_, text, files, key) => {
    const { code, messages, places } = await tell(gated, { 'compose.yaml': text, ...files });
    expect({ code, places: places.map((place) => place.replace(/^compose\.yaml:\d+ /, '')) }).toEqual({
      code: 'compose-refused',
      places: [key],
    });
    expect(messages[0]).toContain('one may write into');
  });

  test('case 109: by the service itself, is refused with what it could do in its place', async () => {
    const text = `services:\n  web: { image: "${testImage}", volumes: [".:/app", "./drop:/h"] }\n`;
    const { code, messages, fixes } = await tell(gated, { 'compose.yaml': text, [file]: '' });
    expect({ code, messages, fixes }).toEqual({
      code: 'compose-refused',
      messages: [expect.stringContaining('which is mounted when it starts again')],
      fixes: [expect.stringContaining('leave ./drop out')],
    });
  });

  test.each([
    ['the upper folder is read-only', './drop:/w:ro', './drop/gap:/h'],
    ['both mount the same folder', './drop:/w', './drop:/h'],
    ['they are beside each other', './drop:/w', './drop2/gap:/h'],
  ])('goes through where %s', async (_, one, two) => {
    const service = (source: string) => `{ image: "${testImage}", volumes: ["${source}"] }`;
    const text = `services:\n  one: ${service(one)}\n  two: ${service(two)}\n`;
    const files = { 'compose.yaml': text, 'drop/gap/in': '', 'drop2/gap/in': '' };
    expect(await tell(gated, files)).toMatchObject({ code: 'passed' });
  });

  test('a folder that is not there is made by us, and is the reader’s to see', async () => {
    gated.write({
      'compose.yaml': `services:\n  web: { image: "${testImage}", command: [/serve.pl], volumes: ["./new/one:/h"] }\n`,
    });
    const stage = await gated.stage();
    await stage.up(signal());
    expect(lstatSync(join(gated.dir, 'new/one')).isDirectory()).toBe(true);
    await stage.down({ volumes: true });
  });

  test('of the long form is refused where it is not there, before anything starts', async () => {
    const volume = '{ type: bind, source: ./gone, target: /h, bind: { create_host_path: false } }';
    const text = `services:\n  web:\n    image: ${testImage}\n    volumes:\n      - ${volume}\n`;
    expect(await tell(gated, { 'compose.yaml': text })).toMatchObject({
      code: 'compose-refused',
      messages: [expect.stringContaining('there is no gone in the workspace')],
    });
  });

  test('case 110: a container of an earlier file that goes on planting links is ended before the next starts', async () => {
    using canary = makeTemporaryFolder();
    writeFileSync(join(canary.path, 'secret'), 'host');
    // It exchanges folder and link as fast as it can, for as long as it runs.
    const swap = `mkdir '/w/gap'; while (1) { rename('/w/gap', '/w/was'); symlink('${canary.path}', '/w/gap'); unlink '/w/gap'; rename('/w/was', '/w/gap') }`;
    const service = (more: string) => `{ image: "${testImage}", command: [perl, -e, "${swap}"]${more} }`;
    gated.write({ 'compose.yaml': `services:\n  one: ${service(', volumes: ["./drop:/w"]')}\n` });
    mkdirSync(join(gated.dir, 'drop'));
    const stage = await gated.stage();
    await stage.up(signal());
    const next = `services:\n  one: ${service('')}\n  two: { image: "${testImage}", command: [/serve.pl], volumes: ["./drop/gap:/h"] }\n`;
    writeFileSync(join(gated.dir, 'compose.yaml'), next);
    // While it runs, the gate may meet folder, link or nothing there; it never starts what leads out.
    for (let round = 0; round < 3; round += 1) {
      const failure = await stage.up(signal()).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure !== undefined) expect(failure).toMatchObject({ code: 'compose-refused' });
      const containers = await gated.seat.engine.inspectContainers({
        'com.docker.compose.project': gated.project,
      });
      for (const { id, service: name } of containers.filter(({ status }) => status === 'running')) {
        if (name !== 'two') continue;
        const read = await gated.seat.engine.run(id, ['perl', '-e', 'print -e "/h/secret" ? "out" : "in"']);
        expect(read.stdout).toBe('in');
      }
      if (failure === undefined) break;
    }
    await stage.down({ volumes: true });
    expect(readdirSync(canary.path)).toEqual(['secret']);
  });

  /** Compose, with something done to the workspace between judgement and start. */
  const between = (act: () => void, real: Compose = makeCompose()): Compose => ({
    ...real,
    async up(...asked) {
      act();
      return await real.up(...asked);
    },
  });
  const exchange = (target: string) => () => {
    rmSync(join(gated.dir, 'data'), { recursive: true });
    symlinkSync(target, join(gated.dir, 'data'));
  };
  const mounting = {
    'compose.yaml': `services:\n  web: { image: "${testImage}", command: [/serve.pl], volumes: ["./data:/h"] }\n`,
    'data/file': '',
  };

  test('case 111: a link that takes its place after the judgement starts nothing', async () => {
    using canary = makeTemporaryFolder();
    gated.write(mounting);
    const stage = await gated.stage([], {}, between(exchange(canary.path)));
    await expect(stage.up(signal())).rejects.toMatchObject({
      code: 'compose-refused',
      message: expect.stringContaining('data of the workspace'),
    });
    expect(
      await gated.seat.engine.inspectContainers({ 'com.docker.compose.project': gated.project }),
    ).toEqual([]);
  });

  test('case 111: past that, the kernel tells where the mount leads, and all is taken down', async () => {
    using canary = makeTemporaryFolder();
    gated.write(mounting);
    const real = makeCompose();
    const blind: Compose = blindTo(real);
    const stage = await gated.stage([], {}, between(exchange(canary.path), blind));
    await expect(stage.up(signal())).rejects.toMatchObject({
      code: 'gate-breached',
      message: expect.stringContaining('a link led out of the workspace'),
    });
    expect(
      await gated.seat.engine.inspectContainers({ 'com.docker.compose.project': gated.project }),
    ).toEqual([]);
  });

  test('case 111: and before what waits for it has started', async () => {
    using canary = makeTemporaryFolder();
    const wait = 'depends_on: { web: { condition: service_healthy } }, volumes: ["./mark:/m"]';
    gated.write({
      'compose.yaml': [
        'services:',
        `  web: { image: "${testImage}", command: [/serve.pl], volumes: ["./data:/h"], healthcheck: { test: [CMD, perl, -e, "exit 0"], interval: 3s, start_interval: 3s } }`,
        `  last: { image: "${testImage}", command: [perl, -e, "open(F, '>', '/m/started')"], ${wait} }`,
        '',
      ].join('\n'),
      'data/file': '',
      'mark/file': '',
    });
    const real = makeCompose();
    const blind: Compose = blindTo(real);
    const stage = await gated.stage([], {}, between(exchange(canary.path), blind));
    await expect(stage.up(signal())).rejects.toMatchObject({ code: 'gate-breached' });
    expect(existsSync(join(gated.dir, 'mark/started'))).toBe(false);
  });

  test('case 114: a power that the judgement let through is not the lab’s to have, and is taken down', async () => {
    gated.write({ 'compose.yaml': `services:\n  web: { image: "${testImage}", command: [/serve.pl] }\n` });
    const real = makeCompose();
    // As if the gate had not looked: the file that it froze is given a power.
    const loose: Compose = {
      ...real,
      async up(bench, options, file, frozen) {
        const files = new Map(
          [...frozen.files].map(([name, bytes]) => [
            name,
            Buffer.from(Buffer.from(bytes).toString().replace('"command"', '"privileged":true,"command"')),
          ]),
        );
        return await real.up(bench, options, file, { ...frozen, files });
      },
    };
    const stage = await gated.stage([], {}, loose);
    await expect(stage.up(signal())).rejects.toMatchObject({
      code: 'gate-breached',
      message: expect.stringContaining('web: it is privileged'),
    });
  });
});
