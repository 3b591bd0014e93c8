import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSeats } from '../../src/cli/open-seats.ts';
import { root } from '../../src/cli/root.ts';
import { homeParty } from '../../src/lab/ports/seat-directory.ts';
import { LabLibrary } from '../../src/runner/library/lab-library.ts';

const runId = 'verify-thread-programs';
const builder = 'golang:1.24-trixie';

it('passes the tests of the bot and the admin page, in the builder that labs use and without a network', async () => {
  const signal = AbortSignal.timeout(600_000);
  const { seats, paths } = await openSeats({ yes: true });
  await using _ = seats;
  const { manifest } = (await LabLibrary.open(join(root, 'labs'))).get('base-images/distroless');
  const seat = await seats.findSeat({ party: homeParty, requirement: manifest }, () => undefined, signal);
  await seats.prepareImages(seat, [builder], () => undefined, signal);

  const workspaceDir = join(paths.home, 'workspaces', runId);
  await cp(join(root, 'labs', 'thread', 'app'), workspaceDir, { recursive: true });
  await using workbench = await seat.openWorkbench(
    { runId, project: `drydock-${runId}`, workspaceDir },
    signal,
  );
  try {
    await workbench.syncIn();
    const go = (...argv: string[]) =>
      workbench.run(
        [
          ...[
            'docker',
            'run',
            '--rm',
            '--network=none',
            '--label',
            `com.docker.compose.project=drydock-${runId}`,
          ],
          ...['-v', `${workbench.workspacePath}:/src:ro`, '-w', '/src', builder, 'go', ...argv],
        ],
        { timeoutMs: 300_000, signal },
      );
    const tests = await go('test', './...');
    expect(tests, tests.stdout + tests.stderr).toMatchObject({ exitCode: 0 });
    for (const name of ['admin', 'bot', 'config', 'health', 'messages', 'proxy'])
      expect(tests.stdout).toMatch(new RegExp(`^ok\\s+drydock\\.example/thread/internal/${name}\\b`, 'm'));
  } finally {
    await workbench.remove();
    await rm(workspaceDir, { recursive: true, force: true });
  }
});
