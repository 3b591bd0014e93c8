import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeCompose } from '../../src/engine/compose/compose.ts';
import type { Compose } from '../../src/lab/ports/compose.ts';
import type { Seat, Workbench } from '../../src/lab/ports/seat.ts';
import { passGate } from '../../src/runner/stage/gate.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { frozen } from '../adversarial/input/gated.ts';
import { makeManifest } from '../fixtures/manifest.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { whyNoEmbedded } from './machine.ts';
import { ownedSeats } from './owned-seats.ts';
import { makeTestImage, testImage } from './test-image.ts';

const skip = await whyNoEmbedded();

describe.skipIf(skip !== undefined)('what a learner gets of Compose', () => {
  const folder = makeTemporaryFolder();
  const project = `drydock-compose-${process.pid}`;
  const workspaceDir = join(folder.path, 'workspaces', 'one');
  const compose = makeCompose();
  const manifest = makeManifest();
  let provider: SeatProvider;
  let seat: Seat;
  let bench: Workbench;

  const write = (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(workspaceDir, name), text);
  };
  const service = (more: string) => `services:\n  web:\n    image: ${testImage}\n${more}`;
  const pass = async () => {
    const signal = AbortSignal.timeout(100_000);
    const parts = {
      compose,
      engine: seat.engine,
      workbench: bench,
      manifest,
      project,
      root: workspaceDir,
      signal,
    };
    return await passGate(parts);
  };
  const up = async (by: Compose) => {
    const passed = await pass();
    await by.up(bench, { engine: seat.engine, project }, passed.file, frozen(passed));
  };
  const run = async () => {
    await up(compose);
  };

  beforeAll(async () => {
    mkdirSync(workspaceDir, { recursive: true });
    provider = ownedSeats.embedded(folder.path, project);
    seat = await provider.open('seat-1');
    bench = await seat.openWorkbench({ runId: `${project}-run`, project, workspaceDir });
    await makeTestImage(bench);
  });
  // The folder itself stays: it is bound into the workbench.
  beforeEach(() => {
    for (const name of readdirSync(workspaceDir)) rmSync(join(workspaceDir, name));
  });
  afterAll(async () => {
    await seat?.engine.removeLabelled({ 'com.docker.compose.project': project });
    await bench?.remove();
    await seat?.[Symbol.asyncDispose]();
    await provider?.clean();
    await provider?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('is told the line on which a file stops being YAML', async () => {
    write({ 'compose.yaml': service('   command: [/serve.pl]\n') });
    await expect(run()).rejects.toMatchObject({
      code: 'bad-compose',
      message: 'compose.yaml is not YAML from line 4 on: All mapping items must start at the same column.',
      place: { file: 'compose.yaml', line: 4 },
    });
  });

  it('is told of a key that Compose does not know', async () => {
    write({ 'compose.yaml': service('    comand: [/serve.pl]\n') });
    await expect(run()).rejects.toMatchObject({
      code: 'bad-compose',
      place: { file: 'compose.yaml', key: 'services.web.comand' },
    });
  });

  it('is told that nothing is left to run', async () => {
    write({ 'compose.yaml': 'services: {}\n' });
    await expect(run()).rejects.toMatchObject({
      code: 'bad-compose',
      message: expect.stringContaining('has no services'),
    });
  });

  it('sees the last lines of a service that ends at once', async () => {
    write({
      'compose.yaml': service('    command: [sh, -c, "echo starting; echo no config >&2; exit 3"]\n'),
    });
    await expect(run()).rejects.toMatchObject({
      code: 'service-exited',
      message: 'The service “web” ended with status 3 instead of staying up. Its last lines are below.',
      output: expect.stringMatching(/starting[\s\S]*no config|no config[\s\S]*starting/),
      place: { file: 'compose.yaml', key: 'services.web' },
    });
  });

  it('sees the step of a build that failed, with what it printed', async () => {
    write({
      'compose.yaml': 'services:\n  web:\n    build: .\n',
      Dockerfile: `FROM ${testImage}\nRUN echo building && exit 4\n`,
    });
    await expect(run()).rejects.toMatchObject({
      code: 'build-failed',
      message: expect.stringContaining('[web 2/2] RUN echo building && exit 4'),
      output: expect.stringMatching(/^#\d+ [\d.]+ building$/m),
    });
  });

  it('has the services that it asked for, and then none', async () => {
    write({ 'compose.yaml': service('    command: [/serve.pl]\n') });
    await run();
    const running = () => seat.engine.inspectContainers({ 'com.docker.compose.project': project });
    expect(await running()).toMatchObject([{ service: 'web', status: 'running' }]);
    await compose.down(bench, { project, volumes: true });
    expect(await running()).toEqual([]);
  });

  describe('case 77: with no registry in reach', () => {
    // Nobody listens on port 1 of this machine.
    const here = '127.0.0.1:1/drydock/here:1';
    const absent = '127.0.0.1:1/drydock/absent:1';
    const image = (name: string) => `services:\n  web:\n    image: ${name}\n    command: [/serve.pl]\n`;
    const built = 'services:\n  web:\n    build: .\n    command: [/serve.pl]\n';
    beforeAll(async () => (await provider.connect()).tag(testImage, here));
    afterAll(async () => {
      await bench.run(['docker', 'image', 'rm', here]);
    });

    it.each([
      ['run', { 'compose.yaml': image(here) }],
      ['built on', { 'compose.yaml': built, Dockerfile: `FROM ${here}\nENV BUILT=1\n` }],
    ])('what is there is %s', async (_, files) => {
      write(files);
      await run();
      expect(await seat.engine.inspectContainers({ 'com.docker.compose.project': project })).toMatchObject([
        { service: 'web', status: 'running' },
      ]);
      await compose.down(bench, { project, volumes: true });
    });

    it('what is not there is named, and where; nothing is pulled for a compose file', async () => {
      write({ 'compose.yaml': image(absent) });
      await expect(run()).rejects.toMatchObject({
        code: 'image-unavailable',
        message: expect.stringContaining(`The image of the service “web” is not here: ${absent}.`),
        place: { file: 'compose.yaml', key: 'services.web.image' },
      });
    });

    it('what is not there to be built on is named, and where', async () => {
      write({ 'compose.yaml': built, Dockerfile: `FROM ${absent}\n` });
      await expect(run()).rejects.toMatchObject({
        code: 'image-unavailable',
        message: `The image ${absent}, which the Dockerfile of the service “web” uses, is not here. A lab builds on what its engine has, and pulls nothing for a Dockerfile.`,
        place: { file: 'Dockerfile', line: 1 },
      });
    });

    it('an image of the catalogue that is to be pulled says which registry does not answer', async () => {
      const engine = await provider.connect();
      expect(await engine.askRegistry(absent, AbortSignal.timeout(20_000))).toMatchObject({
        reached: false,
        reason: expect.stringContaining('connection refused'),
      });
      await expect(engine.pull(absent)).rejects.toMatchObject({
        code: 'image-unavailable',
        message: expect.stringMatching(/^The registry 127\.0\.0\.1:1 could not be reached for the image/),
      });
    });
  });

  it('is told of a service that does not get healthy in time, whatever Compose says then', async () => {
    const check = '{ test: ["CMD", "/never"], interval: 60s, start_period: 600s }';
    write({ 'compose.yaml': service(`    command: [/serve.pl]\n    healthcheck: ${check}\n`) });
    const hasty = makeCompose({ waitSeconds: 2 });
    await expect(up(hasty)).rejects.toMatchObject({
      code: 'timed-out',
      message: 'The service “web” still is starting after 2 s.',
    });
    await compose.down(bench, { project, volumes: false });
  });
});
