/** What `drydock lab check` writes, without a server and with one: what its attempt was judged from, and evidence of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { sha256 as hashOf } from '../../../src/files/sha256.ts';
import { LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { findHome } from '../../../src/seats/home.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { DrydockCommand } from '../../fixtures/drydock-command.ts';
import { firstLab } from '../../fixtures/runner-on-engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { whyNoEmbedded } from '../machine.ts';

const reason = await whyNoEmbedded();
const Signed = z.object({ evidence: z.object({ hash: z.string(), seq: z.number() }) });
const Verified = z.object({
  lines: z.tuple([
    z.object({
      verdict: z.object({
        statement: z.object({ subject: z.array(z.object({ digest: z.object({ sha256: z.string() }) })) }),
      }),
    }),
  ]),
});
const Told = z.object({ attempt: z.string(), results: z.array(z.object({ id: z.string() })) });

describe.skipIf(reason !== undefined)(`a check on the command line${reason ? ` (${reason})` : ''}`, () => {
  const home = makeTemporaryFolder();
  const drydock = new DrydockCommand(home.path);
  const file = join(home.path, 'seen.json');
  beforeAll(async () => {
    const started = await drydock.run('lab', 'start', firstLab);
    expect(started.exitCode, started.stderr).toBe(0);
  });
  afterAll(async () => {
    await drydock.run('clean');
    home[Symbol.dispose]();
  });

  /** The attempts so far, each with its observation, as another process reads them. */
  const readAttempts = () => {
    using store = openStore(join(home.path, 'drydock.db'));
    const attempts = store.listRuns().flatMap(({ id }) => store.listAttempts(id));
    const person = store.localPerson().person.id;
    return attempts.map((attempt) => ({
      ...attempt,
      isOurs: attempt.person === person,
      observation: store.readObservation(attempt.observationHash),
    }));
  };

  async function expectOneAttempt() {
    const before = readAttempts().length;
    const [signed, list] = [join(home.path, 'evidence.json'), join(home.path, 'submission.json')];
    const asked = ['--observation', file, '--evidence', signed, '--submission', list, '--json'];
    const check = await drydock.run('lab', 'check', firstLab, ...asked);
    expect(check.exitCode, check.stderr).toBe(1);
    const told = Told.parse(JSON.parse(check.stdout));
    const made = readAttempts().slice(before);
    expect(made.map(({ id }) => id)).toEqual([told.attempt]);
    expect(made[0]?.observation).toEqual(JSON.parse(readFileSync(file, 'utf8')));
    expect(Object.keys(made[0]?.observation?.probes ?? {})).not.toEqual([]);
    expect(made[0]?.results.map(({ id }) => id)).toEqual(told.results.map(({ id }) => id));
    const { contentHash } = (await LabLibrary.open('labs')).get(firstLab);
    expect(made[0]).toMatchObject({ isOurs: true, contentHash, seatKind: 'embedded', seatClass: 'own' });
    expect(made[0]?.imageDigests).toMatchObject({
      web: { digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    });
    const { evidence } = Signed.parse(JSON.parse(check.stdout));
    // The files are the very bytes that it is about.
    const said = await drydock.run('evidence', 'verify', signed, '--head', evidence.hash, '--json');
    expect(said.exitCode, said.stderr + said.stdout).toBe(0);
    const { subject } = Verified.parse(JSON.parse(said.stdout)).lines[0].verdict.statement;
    expect(subject.map(({ digest: { sha256 } }) => sha256)).toEqual([
      hashOf(readFileSync(list)),
      hashOf(readFileSync(file)),
    ]);
    expect(Object.keys(JSON.parse(readFileSync(list, 'utf8')))).toContain('compose.yaml');
    const given = ['--observation', file];
    for (const argv of [
      ['judge', signed, ...given],
      ['judge', signed],
    ]) {
      const judged = await drydock.run('evidence', ...argv);
      expect(judged.exitCode, judged.stderr + judged.stdout).toBe(0);
    }
  }

  it('makes one attempt, and writes what that one was judged from', expectOneAttempt);

  it('makes one attempt through a server, and writes what that one was judged from', async () => {
    await using _ = await serveHome(home.path);
    await expectOneAttempt();
  });
});

async function serveHome(home: string): Promise<AsyncDisposable> {
  const { engineHome } = findHome(process.env);
  const program = fileURLToPath(new URL('../../fixtures/serve-home.ts', import.meta.url));
  const server = spawn(process.execPath, [program, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DRYDOCK_ENGINE_HOME: engineHome },
  });
  const ended = once(server, 'exit');
  for await (const line of createInterface({ input: server.stdout })) if (line === 'ready') break;
  server.stdout.resume();
  return {
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
