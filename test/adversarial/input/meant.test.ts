/** What a compose file means to the Engine, where it means something else to who reads it. */
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCompose } from '../../../src/engine/compose/compose.ts';
import { explainComposeFailure } from '../../../src/engine/compose/compose-failure.ts';
import { findExcess } from '../../../src/gate/bounds.ts';
import { readCompose } from '../../../src/gate/compose-source.ts';
import { prepare } from '../../../src/gate/prepare.ts';
import { DrydockError } from '../../../src/lab/errors.ts';
import type { Grant } from '../../../src/lab/manifest/grant.ts';
import type { Compose } from '../../../src/lab/ports/compose.ts';
import type { Seat } from '../../../src/lab/ports/seat.ts';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { testImage } from '../../contract/test-image.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { type Gated, openGated, signal, tell, tellOf, web } from './gated.ts';

const skip = await whyNoEmbedded();
const ofProject = (gated: Gated) =>
  gated.seat.engine.inspectContainers({ 'com.docker.compose.project': gated.project });
const serving = (...lines: readonly string[]) =>
  ['    image: IMAGE', '    command: [/serve.pl]', ...lines.map((line) => `    ${line}`)]
    .join('\n')
    .replace('IMAGE', testImage);

describe('case 251: what is long', () => {
  test('is read for variables once, however often the file holds it', () => {
    const text = `services:\n  web:\n    command:\n      - &a "\${${'A'.repeat(62_000)}"\n${'      - *a\n'.repeat(190)}`;
    const { source, problems } = readCompose(text, 'compose.yaml');
    expect(problems).toEqual([]);
    const nothing = { entries: new Map(), workspacePath: '/w', frozen: () => '' };
    expect(prepare(source, nothing).problems).toEqual([]);
  });

  test.each([
    ['a line without an end', `address already in use${'x'.repeat(2_000_000)}`],
    ['many that begin alike', ' Container a  Starting\n'.repeat(90_000)],
    ['steps that name nothing', '------\n > ['.repeat(180_000)],
  ])('is explained: %s', (_, output) => {
    const said = `${output}\nfailed to solve: it did not unable to start container process: no\n`;
    expect(explainComposeFailure(said, { exitCode: 1 })).toBeInstanceOf(DrydockError);
  });

  test('is explained by the words that stand at its ends', () => {
    const line = `address already in use ${'x'.repeat(100_000)} at 127.0.0.1:8080`;
    expect(explainComposeFailure(line, { exitCode: 1 })).toMatchObject({ code: 'port-taken' });
  });
});

describe.skipIf(skip !== undefined)('a compose file', () => {
  let gated: Gated;
  beforeAll(async () => {
    gated = await openGated('meant');
  });
  afterAll(() => gated?.[Symbol.asyncDispose]());

  /** Takes the file through the gate and starts it, where it may. */
  const run = async (text: string, grants: readonly Grant[] = [], compose: Compose = makeCompose()) => {
    writeFileSync(join(gated.dir, 'compose.yaml'), text);
    const stage = await gated.stage(grants, {}, compose);
    const failure = await stage.up(signal()).then(
      () => undefined,
      (error: unknown) => error,
    );
    return { stage, failure };
  };
  const clear = async () => (await gated.stage()).down({ volumes: true });

  test.each([
    ['a folder', web('volumes: ["./a$$b:/h"]'), 'a$b'],
    ['a secret', `${web('secrets: [s]')}secrets: { s: { file: "./a$$b" } }\n`, 'a$b'],
    ['a context', web('build: { context: "./a$$b", dockerfile_inline: "FROM scratch" }'), 'a$b'],
  ])('case 247: %s behind a dollar sign is the one that is mounted', async (_, text, link) => {
    using canary = makeTemporaryFolder();
    gated.write({ 'compose.yaml': text.replace(/^ {4}image: .*\n(?=[\s\S]*build)/m, ''), 'a$$b/decoy': '' });
    symlinkSync(canary.path, join(gated.dir, link));
    const told = await tellOf(await gated.stage());
    expect(told).toMatchObject({ code: 'compose-refused' });
    expect(told.messages.join()).toContain('symbolic link');
  });

  test('case 247: dollar signs stay what they are, in paths, labels, keys and variables', async () => {
    gated.write({ 'a$b/file': 'mounted' });
    const { stage, failure } = await run(
      web(
        'volumes: ["./a$$b:/h:ro"]',
        'labels: { "k$ey": "v$$alue", "dou$$ble": "" }',
        'environment: { ONE: "a$${b}c" }',
      ),
    );
    expect(failure).toBeUndefined();
    const [container] = await ofProject(gated);
    expect(container?.labels).toMatchObject({ k$ey: 'v$alue', dou$$ble: '' });
    const read = await gated.seat.engine.run(container?.id ?? '', [
      'perl',
      '-e',
      'print -e "/h/file" ? "there" : "gone", " $ENV{ONE}"',
    ]);
    expect(read.stdout).toBe(['there a$', '{b}c'].join(''));
    await stage.down({ volumes: true });
  });

  test('case 248: a container whose service has a profile now is gone before anything starts', async () => {
    gated.write({ 'd/x/file': '' });
    await run(`services:\n  b:\n${serving('restart: always', 'volumes: ["./d/x:/h"]')}\n`);
    expect((await ofProject(gated)).map(({ service }) => service)).toEqual(['b']);
    const { stage, failure } = await run(
      `services:\n  a:\n${serving('volumes: ["./d:/w"]')}\n  b:\n${serving('profiles: [later]')}\n`,
    );
    expect(failure).toBeUndefined();
    expect((await ofProject(gated)).map(({ service }) => service)).toEqual(['a']);
    await stage.down({ volumes: true });
  });

  test('case 248: one that mounts what may be exchanged from now on does not run meanwhile', async () => {
    gated.write({ 'd/x/file': '' });
    await run(`services:\n  b:\n${serving('volumes: ["./d/x:/h"]')}\n`);
    const real = makeCompose();
    const statuses: string[] = [];
    const { stage, failure } = await run(
      `services:\n  a:\n${serving('volumes: ["./d:/w"]')}\n  b:\n${serving()}\n`,
      [],
      {
        ...real,
        async up(...asked) {
          statuses.push(...(await ofProject(gated)).map(({ status }) => status));
          return await real.up(...asked);
        },
      },
    );
    expect({ failure, statuses }).toEqual({ failure: undefined, statuses: ['exited'] });
    await stage.down({ volumes: true });
  });

  test('case 249: however much there is to say of what runs, all of it is looked at', async () => {
    gated.write({});
    const long = 'x'.repeat(28_000);
    const names = Array.from({ length: 23 }, (_, index) => `      l${index}: *long\n`).join('');
    const { stage, failure } = await run(
      `services:\n  web:\n${serving('scale: 8')}\n    labels:\n      l: &long ${long}\n${names}`,
    );
    expect(failure).toBeUndefined();
    expect(await gated.seat.engine.inspectRaw({ 'com.docker.compose.project': gated.project })).toHaveLength(
      8,
    );
    await stage.down({ volumes: true });
  });

  test('case 249: what is beyond all measure is the file’s fault, and starts nothing', async () => {
    const long = 'x'.repeat(28_000);
    const names = Array.from({ length: 190 }, (_, index) => `      l${index}: *long\n`).join('');
    const text = `services:\n  web:\n${serving()}\n    labels:\n      l: &long ${long}\n${names}`;
    expect(await tell(gated, { 'compose.yaml': text })).toMatchObject({ code: 'bad-compose' });
  });

  test('case 249: a look that is not answered is no look', async () => {
    gated.write({ 'compose.yaml': web() });
    const { engine } = gated.seat;
    const mute: Seat = {
      ...gated.seat,
      isClosed: false,
      engine: {
        ...engine,
        inspectRaw: () => Promise.reject(new DrydockError('timed-out', { message: 'no answer' })),
      },
    };
    // `up` asks the engine that answers.
    const real = makeCompose();
    const compose: Compose = {
      ...real,
      up: (bench, options, ...asked) => real.up(bench, { ...options, engine }, ...asked),
    };
    const stage = await gated.stage([], {}, compose, undefined, mute);
    await expect(stage.up(signal())).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('no answer'),
    });
    expect(await ofProject(gated)).toEqual([]);
  });

  test('case 249: containers that go while they are looked at are not missed', async () => {
    gated.write({});
    const { stage } = await run(web());
    const look = () =>
      gated.seat.engine.inspectRaw({ 'com.docker.compose.project': gated.project }, signal());
    const coming = stage.workbench.run(
      [
        'sh',
        '-c',
        `for i in 1 2 3 4 5 6; do docker run --rm --label com.docker.compose.project=$1 ${testImage} true; done`,
        'sh',
        gated.project,
      ],
      { cwd: '/', timeoutMs: 60_000 },
    );
    let isOver = false;
    void coming.finally(() => {
      isOver = true;
    });
    while (!isOver) expect(await look()).not.toHaveLength(0);
    await coming;
    await stage.down({ volumes: true });
  });

  test.each([
    ['for another machine', web('platform: linux/arm64')],
    ['that went away', `services:\n  web: { image: "drydock.invalid/gone:1", command: [x] }\n`],
  ])('case 250: an image %s is not fetched', async (_, text) => {
    gated.write({});
    const real = makeCompose();
    const outputs: string[] = [];
    const { failure } = await run(text, [], {
      ...real,
      up: (bench, options, ...rest) =>
        real.up(bench, { ...options, onOutput: (output) => outputs.push(output) }, ...rest),
    });
    expect(outputs.join('')).not.toMatch(/Pulling|lookup|dial/);
    expect(failure).toMatchObject({ code: 'image-unavailable' });
    await clear();
  });

  test.each([
    [
      'a negative number',
      `services:\n${['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `  ${name}:\n${serving('scale: 8')}\n`).join('')}  z:\n${serving('profiles: [no]', 'scale: -40', 'deploy: { replicas: -40 }')}\n`,
    ],
    [
      'volumes without a name',
      web('scale: 8', `volumes: [${Array.from({ length: 40 }, (_, index) => `/v${index}`).join(', ')}]`),
    ],
  ])('case 252: %s is refused', async (_, text) => {
    const { code } = await tell(gated, { 'compose.yaml': text });
    expect(['compose-refused', 'bad-compose']).toContain(code);
  });

  test('case 252: containers of a service are bounded where a check reads how many there are', () => {
    const model = { services: { web: { scale: 60 } } };
    const told = findExcess(model, { isCut: false }).map(({ message }) => message);
    expect(told.join()).toContain('web asks for 60 containers');
    expect(findExcess(model, { isCut: true })).toEqual([]);
  });

  const grant = (service: string, key: Grant['key'], value: string): Grant => ({
    service,
    key,
    value,
    words: 'so',
  });
  test.each<[string, string, readonly Grant[]]>([
    ['below its path', web('volumes: ["/usr/share:/h"]'), [grant('web', 'volumes', '/usr')]],
    ['around its path', web('devices: ["/dev/pts/../full"]'), [grant('web', 'devices', '/dev/pts/')]],
    [
      'a second device',
      web(
        'deploy: { resources: { reservations: { devices: [{ driver: cdi, device_ids: ["a.example/b=c", "a.example/b=all"], capabilities: [] }] } } }',
      ),
      [grant('web', 'deploy.resources.reservations.devices', 'a.example/b=c')],
    ],
    [
      'by joining who has it',
      `services:\n  x:\n${serving('pid: host')}\n  y:\n${serving('pid: service:x')}\n`,
      [grant('x', 'pid', 'host')],
    ],
    [
      'by the mounts of who has them',
      `services:\n  x:\n${serving('volumes: ["/usr:/h"]')}\n  y:\n${serving('volumes_from: [x]')}\n`,
      [grant('x', 'volumes', '/usr')],
    ],
  ])('case 253: what is granted is not more: %s', async (_, text, grants) => {
    expect(await tell(gated, { 'compose.yaml': text }, grants)).toMatchObject({ code: 'compose-refused' });
  });

  test.each<[string, string, readonly Grant[]]>([
    ['its path', web('volumes: ["/usr:/h"]'), [grant('web', 'volumes', '/usr')]],
    ['what lies below a folder', web('volumes: ["/usr/share:/h"]'), [grant('web', 'volumes', '/usr/')]],
    [
      'who joins with a grant of its own',
      `services:\n  x:\n${serving('pid: host')}\n  y:\n${serving('pid: service:x')}\n`,
      [grant('*', 'pid', 'host')],
    ],
    [
      'who joins one of its own',
      `services:\n  x:\n${serving()}\n  y:\n${serving('pid: service:x', 'network_mode: service:x', 'volumes_from: [x]')}\n`,
      [],
    ],
  ])('goes through: %s', async (_, text, grants) => {
    expect(await tell(gated, { 'compose.yaml': text }, grants)).toMatchObject({ code: 'passed' });
  });

  test('case 254: a file that is mounted may be renamed, and another written in its place', async () => {
    gated.write({ 'site.conf': 'one' });
    const text = web('volumes: ["./site.conf:/site.conf"]');
    await run(text);
    renameSync(join(gated.dir, 'site.conf'), join(gated.dir, 'site.conf.bak'));
    writeFileSync(join(gated.dir, 'site.conf'), 'two');
    const { stage, failure } = await run(text);
    expect(failure).toBeUndefined();
    rmSync(join(gated.dir, 'site.conf.bak'));
    await stage.down({ volumes: true });
  });

  test('case 254: an anonymous volume outlives a change of what is beside it', async () => {
    gated.write({ 'init/x/file': '' });
    await run(`services:\n  db:\n${serving('volumes: ["./init:/init", "/data"]')}\n`);
    const [db] = await ofProject(gated);
    await gated.seat.engine.run(db?.id ?? '', [
      'perl',
      '-e',
      'open my $f, ">", "/data/rows" or die; print $f "kept"',
    ]);
    const { stage, failure } = await run(
      `services:\n  db:\n${serving('volumes: ["./init:/init:ro", "/data"]')}\n  more:\n${serving('volumes: ["./init/x:/x"]')}\n`,
    );
    expect(failure).toBeUndefined();
    const now = (await ofProject(gated)).find(({ service }) => service === 'db');
    const read = await gated.seat.engine.run(now?.id ?? '', [
      'perl',
      '-e',
      'print -e "/data/rows" ? "kept" : "gone"',
    ]);
    expect(read.stdout).toBe('kept');
    await stage.down({ volumes: true });
  });

  test('case 254: what Compose drops of a file is dropped, and the rest let through', async () => {
    expect(await tell(gated, { 'compose.yaml': web('mem_swappiness: 0', 'mem_limit: 64m') })).toMatchObject({
      code: 'passed',
    });
  });

  test('case 254: a limit of zero is one', async () => {
    expect(
      await tell(gated, { 'compose.yaml': web('ulimits: { core: 0, nproc: { soft: 0, hard: 5 } }') }),
    ).toMatchObject({
      code: 'passed',
    });
  });
});
