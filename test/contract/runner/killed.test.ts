import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listProjects } from '../../../src/cli/own-seats.ts';
import { connectEngine } from '../../../src/engine/connect.ts';
import { readHomeId } from '../../../src/seats/home.ts';
import { homeLabel } from '../../../src/seats/labels.ts';
import { workbenchName } from '../../../src/seats/workbench/workbench-container.ts';
import { DrydockCommand } from '../../fixtures/drydock-command.ts';
import { firstLab } from '../../fixtures/runner-on-engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { findHostDocker, whyNoEmbedded } from '../machine.ts';

const reason = await whyNoEmbedded();
const lab = firstLab;

async function connectHost() {
  const found = await findHostDocker();
  if (found.state !== 'reachable') throw new Error('an engine ran a moment ago');
  return connectEngine(found.docker.endpoint);
}

describe.skipIf(reason !== undefined)(
  `case 70: a lab whose server is killed${reason ? ` (${reason})` : ''}`,
  () => {
    const home = makeTemporaryFolder();
    const drydock = new DrydockCommand(home.path);

    afterAll(async () => {
      await drydock.run('clean');
      home[Symbol.dispose]();
    });

    it.each([
      // First, since a workspace that is there is never laid out again by a start.
      ['while files are laid out', /… Lay out the files/],
      ['while it looks for a seat', /… Find a seat/],
      ['while the workbench opens', /… Open the workbench/],
      ['while services start', /… Build and start/],
      ['while it looks at what runs', /… Look at what runs/],
    ])('is started all the same after a kill %s', async (_, at) => {
      expect(await drydock.killAt(at, 'lab', 'start', lab)).toMatch(at);

      const again = await drydock.run('lab', 'start', lab, '--json');
      expect(again.exitCode, again.stderr).toBe(0);
      const status = JSON.parse(again.stdout);
      expect(status.phase).toBe('running');
      expect(status.services).toMatchObject([{ service: 'web', status: 'running' }]);

      const check = await drydock.run('lab', 'check', lab, '--json');
      expect(check.exitCode).toBe(1);
      expect(JSON.parse(check.stdout).results[0]).toMatchObject({ id: 'serves', status: 'pass' });
      expect((await drydock.run('lab', 'stop', lab)).exitCode).toBe(0);
    });

    it.each([
      ['before it cleared', /… Keep a copy and clear/],
      ['after it cleared', /✓ Keep a copy and clear/],
      ['while services start', /… Build and start/],
    ])('is reset all the same after a kill %s', async (_, at) => {
      expect((await drydock.run('lab', 'start', lab)).exitCode).toBe(0);
      expect((await drydock.run('lab', 'solve', lab)).exitCode).toBe(0);
      expect(await drydock.killAt(at, 'lab', 'reset', lab)).toMatch(at);

      const again = await drydock.run('lab', 'start', lab);
      expect(again.exitCode, again.stderr).toBe(0);
      const { results } = JSON.parse((await drydock.run('lab', 'check', lab, '--json')).stdout);
      expect(results).toContainEqual(expect.objectContaining({ id: 'not-root', status: 'fail' }));
    });

    it('is run all the same after a kill while services start', async () => {
      expect((await drydock.run('lab', 'start', lab)).exitCode).toBe(0);
      expect(await drydock.killAt(/… Build and start/, 'lab', 'run', lab)).toMatch(/… Build and start/);
      const again = await drydock.run('lab', 'run', lab, '--json');
      expect(again.exitCode, again.stderr).toBe(0);
      const { services } = JSON.parse(again.stdout);
      expect(services).toMatchObject([{ service: 'web', status: 'running' }]);
    });

    it('is run with nobody else at work on it, whatever Compose was left doing', async () => {
      const status = JSON.parse((await drydock.run('lab', 'start', lab, '--json')).stdout);
      const file = join(status.run.workspace, 'compose.yaml');
      const before = readFileSync(file, 'utf8');
      // A build goes on for as long as the Compose that asked for it, and then its containers take the place of others.
      writeFileSync(join(status.run.workspace, 'Dockerfile'), 'FROM debian:trixie-slim\nRUN sleep 600\n');
      writeFileSync(file, before.replace('image: debian:trixie-slim', 'build: .'));
      await using engine = await connectHost();
      const ours = await engine.inspectContainers({ [homeLabel]: await readHomeId(home.path) });
      const workbench = ours.find((each) => each.name === workbenchName(status.run.id));
      const composes = async () =>
        (await engine.run(workbench?.id ?? '', ['pgrep', '-f', 'docker-compose .* up'], { cwd: '/' })).stdout;
      const child = drydock.start('lab', 'run', lab);
      const ended = once(child, 'exit');
      await expect.poll(composes, { timeout: 60_000 }).not.toBe('');
      child.kill('SIGKILL');
      await ended;

      writeFileSync(file, before);
      const next = await drydock.run('lab', 'run', lab);
      expect(next.exitCode, next.stderr).toBe(0);
      expect(await composes()).toBe('');
    });

    it.each([['while the workbench closes', /… Close the workbench/]])(
      'is stopped all the same after a kill %s',
      async (_, at) => {
        expect((await drydock.run('lab', 'start', lab)).exitCode).toBe(0);
        expect(await drydock.killAt(at, 'lab', 'stop', lab)).toMatch(at);
        const again = await drydock.run('lab', 'stop', lab, '--json');
        expect(again.exitCode, again.stderr).toBe(0);
        expect(JSON.parse(again.stdout).phase).toBe('stopped');
      },
    );

    it('leaves nothing behind once it is cleaned', async () => {
      const homeId = await readHomeId(home.path);
      const { run } = JSON.parse((await drydock.run('lab', 'start', lab, '--json')).stdout);
      const file = join(run.workspace, 'compose.yaml');
      writeFileSync(join(run.workspace, 'Dockerfile'), 'FROM debian:trixie-slim\nRUN echo built > /built\n');
      writeFileSync(file, readFileSync(file, 'utf8').replace('image: debian:trixie-slim', 'build: .'));
      expect(await drydock.run('lab', 'run', lab)).toMatchObject({ exitCode: 0 });
      await using engine = await connectHost();
      const [project] = listProjects(home.path);
      expect(await engine.findImage(`${project}-web`)).toBeDefined();
      expect((await drydock.run('lab', 'stop', lab)).exitCode).toBe(0);
      expect((await drydock.run('clean')).exitCode).toBe(0);
      expect(await engine.findImage(`${project}-web`)).toBeUndefined();
      expect(await engine.inspectContainers({ [homeLabel]: homeId })).toEqual([]);
      const projects = await engine.inspectContainers({});
      expect(
        projects.filter(({ mounts }) => mounts.some(({ source }) => source.startsWith(home.path))),
      ).toEqual([]);
    });
  },
);
