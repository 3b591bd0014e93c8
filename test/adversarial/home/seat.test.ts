/** A seat holds the folder that it was given, wherever that is moved: a restore has to give it the new one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectEngine } from '../../../src/engine/connect.ts';
import { readHomeId } from '../../../src/seats/home.ts';
import { homeLabel, roleLabel } from '../../../src/seats/labels.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { findHostDocker } from '../../contract/machine.ts';
import { runBare } from '../../fixtures/bare-command.ts';
import { DrydockCommand } from '../../fixtures/drydock-command.ts';
import { makeHome } from '../../fixtures/store/make-home.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const found = await findHostDocker();
const skip = found.state === 'reachable' ? undefined : 'no engine to nest in';
const lab = 'start/first-container';

describe.skipIf(skip !== undefined)(
  `case 172: a backup is restored under a privileged seat${skip === undefined ? '' : ` (skipped: ${skip})`}`,
  () => {
    const folder = makeTemporaryFolder();
    const home = join(folder.path, 'home');
    const file = join(folder.path, 'mine.tar.gz');
    if (found.state !== 'reachable') return;
    const { endpoint } = found.docker;
    const socket = endpoint.kind === 'socket' ? endpoint.path : '';
    const drydock = new DrydockCommand(home, 'nested', { DOCKER_HOST: `unix://${socket}` });
    const seats = async (status?: string) => {
      await using engine = await connectEngine(endpoint);
      const all = await engine.inspectContainers({
        [homeLabel]: await readHomeId(home),
        [roleLabel]: 'seat',
      });
      return all.filter((one) => status === undefined || one.status === status);
    };
    const inSeat = async (...argv: readonly [string, ...string[]]) => {
      await using engine = await connectEngine(endpoint);
      const [seat] = await seats('running');
      return (await engine.run(seat?.id ?? '', argv)).stdout;
    };
    const compose = () => {
      using store = openStore(join(home, 'drydock.db'));
      return join(store.listRuns()[0]?.workspaceDir ?? '', 'compose.yaml');
    };

    beforeAll(async () => {
      expect(await drydock.run('lab', 'start', lab)).toMatchObject({ exitCode: 0 });
      expect(await drydock.run('backup', file)).toMatchObject({ exitCode: 0 });
    });
    afterAll(async () => {
      await drydock.run('clean');
      folder[Symbol.dispose]();
    });

    test('a backup that is refused leaves the seat and its lab as they are', async () => {
      const before = await seats('running');
      writeFileSync(join(folder.path, 'bad'), readFileSync(file).subarray(0, 1_000));
      expect(await drydock.run('restore', join(folder.path, 'bad'))).toMatchObject({ exitCode: 2 });
      expect((await seats('running')).map(({ id, startedAt }) => [id, startedAt])).toEqual(
        before.map(({ id, startedAt }) => [id, startedAt]),
      );
      expect(await inSeat('docker', 'ps', '-q')).not.toBe('');
    });

    test('the seat is ended, which is said, and comes back with the files that were restored', async () => {
      const whole = readFileSync(compose(), 'utf8');
      writeFileSync(compose(), `${whole}# spoilt\n`);
      expect(await inSeat('cat', compose())).toContain('# spoilt');
      const restored = await drydock.run('restore', file);
      expect(restored).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('were stopped') });
      expect(await seats('running')).toEqual([]);
      expect(await drydock.run('lab', 'run', lab)).toMatchObject({ exitCode: 0 });
      expect(await inSeat('cat', compose())).toBe(whole);
      writeFileSync(compose(), `${whole}# edited\n`);
      expect(await inSeat('cat', compose())).toContain('# edited');
    });
  },
);

test('case 172: a home whose engine cannot be asked is restored, and it is said what may go on', async () => {
  using folder = makeTemporaryFolder();
  const home = join(folder.path, 'home');
  await makeHome(home);
  const env = { HOME: folder.path, DOCKER_HOST: `unix://${join(folder.path, 'no.sock')}` };
  const run = (...argv: readonly string[]) => runBare(['--home', home, ...argv], { env, cwd: folder.path });
  const file = join(folder.path, 'mine.tar.gz');
  expect(await run('backup', file)).toMatchObject({ exitCode: 0 });
  expect(await run('restore', file)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('could not be asked'),
  });
});
