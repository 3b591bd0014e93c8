/** What the command line prints of containers that somebody named to be read by a terminal, or by a log. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Seat, Workbench } from '../../../src/lab/ports/seat.ts';
import type { SeatProvider } from '../../../src/seats/seat-provider.ts';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { ownedSeats } from '../../contract/owned-seats.ts';
import { makeTestImage, testImage } from '../../contract/test-image.ts';
import { DrydockCommand } from '../../fixtures/drydock-command.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const skip = await whyNoEmbedded();
/** A title for the terminal, a colour, a line of its own for the log, three kinds of commands to it, text turned round. */
const hostile =
  '\u001b]0;owned\u0007\u001b[31mred\u009b2J\n::error::forged\r\n##[error]forged ##vso[task.complete]x\u2028\u202etxt';
/** What acts, in a line that was printed. */
const acts = [/(?!\t)\p{Cc}/u, /^\s*::/, /##\w*\[/, /[\u2028\u202e]/];

describe.skipIf(skip !== undefined)('case 200: what the command line prints of a container', () => {
  const folder = makeTemporaryFolder();
  const project = `printed-${process.pid}`;
  const drydock = new DrydockCommand(join(folder.path, 'home'));
  let provider: SeatProvider;
  let seat: Seat;
  let bench: Workbench;

  beforeAll(async () => {
    const workspaceDir = join(folder.path, 'workspaces', 'one');
    mkdirSync(workspaceDir, { recursive: true });
    provider = ownedSeats.embedded(join(folder.path, 'tools'), project);
    seat = await provider.open('seat-1');
    bench = await seat.openWorkbench({ runId: `${project}-run`, project, workspaceDir });
    await makeTestImage(bench);
    const labels = {
      'com.docker.compose.project': project,
      'com.docker.compose.service': hostile,
      'com.docker.compose.oneoff': 'False',
      'org.example.note': hostile,
    };
    const done = await bench.run(
      [
        ...['docker', 'run', '--detach', '--name', `${project}-web-1`],
        ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
        ...[testImage, 'perl', '-e', 'sleep 1e6', hostile],
      ],
      { timeoutMs: 60_000 },
    );
    expect(done).toMatchObject({ exitCode: 0 });
  });
  afterAll(async () => {
    await seat?.engine.removeLabelled({ 'com.docker.compose.project': project });
    await bench?.remove();
    await seat?.[Symbol.asyncDispose]();
    await provider?.clean();
    await provider?.[Symbol.asyncDispose]();
    await drydock.run('clean');
    folder[Symbol.dispose]();
  });

  const expectPlain = (text: string) => {
    for (const line of text.split('\n')) for (const pattern of acts) expect(line).not.toMatch(pattern);
  };

  test.each([
    ['xray', [] as readonly string[]],
    ['audit', ['--fail-on', 'high']],
  ])('%s shows what it is called, as text', async (command, more) => {
    const output = command === 'xray' ? ['--output', join(folder.path, 'x.html')] : [];
    const { stdout, stderr } = await drydock.run(command, project, ...more, ...output);
    expectPlain(stdout);
    expectPlain(stderr);
    expect(stdout).toContain(String.raw`\x1b]0;owned\x07`);
    expect(stdout.split('\n').filter((line) => /^\s*\S?\s*forged/.test(line))).toEqual([]);
  });

  test('audit says it whole in JSON, and in JUnit what XML can say', async () => {
    const file = join(folder.path, 'audit.xml');
    const { stdout } = await drydock.run('audit', project, '--json', '--junit', file);
    expectPlain(stdout);
    const { services } = z.object({ services: z.array(z.unknown()) }).parse(JSON.parse(stdout));
    expect(JSON.stringify(services)).toContain(JSON.stringify(hostile).slice(1, -1));
    const xml = readFileSync(file, 'utf8');
    expect(xml).toMatch(/^<testsuites [\s\S]*<\/testsuites>\s*$/);
    expect(xml).not.toMatch(/(?![\t\n\r\u007f-\u009f])\p{Cc}/u);
    expect(xml).not.toMatch(/^\s*::/m);
    expect(xml).not.toMatch(/##\w*\[/);
  });

  test('a project that is not there is refused with its name as text', async () => {
    const { stdout, stderr, exitCode } = await drydock.run('xray', hostile);
    expect(exitCode).not.toBe(0);
    expectPlain(stdout);
    expectPlain(stderr);
  });
});
