/** What runs otherwise than it was looked at: since it was started again, since it never ran long, or by hand. */
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCompose } from '../../../src/engine/compose/compose.ts';
import type { Compose } from '../../../src/lab/ports/compose.ts';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { testImage } from '../../contract/test-image.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { blindTo, freezeIn, type Gated, openGated, signal, web } from './gated.ts';

const skip = await whyNoEmbedded();

describe.skipIf(skip !== undefined)('what is started again', () => {
  let gated: Gated;
  beforeAll(async () => {
    gated = await openGated('restarts');
  });
  afterAll(() => gated?.[Symbol.asyncDispose]());

  const ofProject = () =>
    gated.seat.engine.inspectContainers({ 'com.docker.compose.project': gated.project });
  const exchange = (target: string) => {
    renameSync(join(gated.dir, 'data'), join(gated.dir, 'was'));
    symlinkSync(target, join(gated.dir, 'data'));
  };
  const mounting = { 'compose.yaml': web('restart: always', 'volumes: ["./data:/h"]'), 'data/file': '' };

  test('case 265: a mount that leads away since a restart is seen at the next look, and taken down', async () => {
    using canary = makeTemporaryFolder();
    gated.write(mounting);
    const stage = await gated.stage();
    await stage.up(signal());
    await stage.lookAgain(signal());
    exchange(canary.path);
    // Nothing was started again: what is mounted is what was.
    await stage.lookAgain(signal());
    const [one] = await ofProject();
    await stage.workbench.run(['docker', 'restart', '--time', '0', one?.id ?? ''], { timeoutMs: 60_000 });
    await expect(stage.lookAgain(signal())).rejects.toMatchObject({
      code: 'gate-breached',
      message: expect.stringContaining('web: what is mounted of'),
      fix: expect.stringContaining('ls -l'),
    });
    expect(await ofProject()).toEqual([]);
  });

  test('case 265: a stage that a new server opens looks at all that runs', async () => {
    using canary = makeTemporaryFolder();
    gated.write(mounting);
    await (await gated.stage()).up(signal());
    exchange(canary.path);
    const [one] = await ofProject();
    const later = await gated.stage();
    await later.workbench.run(['docker', 'restart', '--time', '0', one?.id ?? ''], { timeoutMs: 60_000 });
    await expect(later.lookAgain(signal())).rejects.toMatchObject({ code: 'gate-breached' });
  });

  /** As if the look at the paths before the start had not been. */
  const blind = (): Compose => {
    return blindTo(makeCompose());
  };

  test('case 266: what ends at once and is started again is seen in between, or taken down', async () => {
    using canary = makeTemporaryFolder();
    gated.write({
      'compose.yaml': `services:\n  web: { image: "${testImage}", command: [perl, -e, "exit 0"], restart: always, volumes: ["./data:/h"] }\n`,
      'data/file': '',
    });
    const compose = blind();
    // Compose ends once it saw the container run, or not at all: here it does not matter which.
    const started: Compose = {
      ...compose,
      async up(bench, options, file, { files }) {
        rmSync(join(gated.dir, 'data'), { recursive: true });
        symlinkSync(canary.path, join(gated.dir, 'data'));
        await freezeIn(bench, dirname(file), files);
        const argv = ['docker', 'compose', '-p', gated.project, '--project-directory', bench.workspacePath];
        await bench.run([...argv, '-f', file, 'up', '--detach'], { cwd: '/', timeoutMs: 60_000 });
        options.signal?.throwIfAborted();
        return { waitedMs: 0 };
      },
    };
    const stage = await gated.stage([], {}, started);
    await expect(stage.up(signal())).rejects.toMatchObject({
      code: expect.stringMatching(/^(engine-failed|gate-breached)$/),
    });
    expect(await ofProject()).toEqual([]);
  });

  test('case 266: what ends well, and what is started again until it stays, are let be', async () => {
    gated.write({
      'compose.yaml': [
        'services:',
        `  job: { image: "${testImage}", command: [perl, -e, "exit 0"], volumes: ["./data:/h"] }`,
        `  web: { image: "${testImage}", command: [perl, -e, "exec '/serve.pl' unless mkdir '/h/first'; exit 1"], restart: always, volumes: ["./data:/h"], depends_on: { job: { condition: service_completed_successfully } } }`,
        '',
      ].join('\n'),
    });
    mkdirSync(join(gated.dir, 'data'));
    const stage = await gated.stage();
    await stage.up(signal());
    const found = (await ofProject()).map(({ service, status }) => `${service} ${status}`);
    expect(found).toEqual(['job exited', 'web running']);
    await stage.down({ volumes: true });
  });

  test('case 267: a network joined, and powers given, by hand are undone by the next Run, and told', async () => {
    gated.write({ 'compose.yaml': web('restart: always') });
    const stage = await gated.stage();
    await stage.up(signal());
    const [one] = await ofProject();
    const other = `other-${process.pid}`;
    const byHand = [
      `docker network create ${other}`,
      `docker network connect ${other} ${one?.id}`,
      `docker run --detach --privileged --label com.docker.compose.project=${gated.project} ${testImage} /serve.pl`,
    ].join(' && ');
    expect(await stage.workbench.run(['sh', '-c', byHand], { timeoutMs: 60_000 })).toMatchObject({
      exitCode: 0,
    });
    const told: string[] = [];
    await stage.up(signal(), (text) => told.push(text));
    expect(told.join('')).toContain(`web: it is in the network ${other}`);
    expect(told.join('')).toContain('it is privileged');
    expect((await ofProject()).map(({ networks, privileged }) => [networks.length, privileged])).toEqual([
      [1, false],
    ]);
    await stage.down({ volumes: true });
    await stage.workbench.run(['docker', 'network', 'rm', other], { timeoutMs: 60_000 });
  });

  test('what is mounted may be written anew and renamed while it runs', async () => {
    gated.write(mounting);
    const stage = await gated.stage();
    await stage.up(signal());
    renameSync(join(gated.dir, 'data'), join(gated.dir, 'was'));
    mkdirSync(join(gated.dir, 'data'));
    writeFileSync(join(gated.dir, 'data/file'), '');
    await stage.lookAgain(signal());
    await stage.down({ volumes: true });
  });
});
