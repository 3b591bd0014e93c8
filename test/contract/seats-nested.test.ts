import { ulid } from 'ulid';
import { expect, it } from 'vitest';
import { makeNestedProvider } from '../../src/seats/nested/nested-provider.ts';
import type { SeatEngine } from '../../src/seats/seat-images.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { findHostDocker, makeOuter } from './machine.ts';
import { describeSeatContract } from './seats.ts';

const found = await findHostDocker();
const skip = found.state === 'reachable' ? undefined : 'no engine to nest in';

for (const workspaceMode of ['auto', 'synced'] as const) {
  describeSeatContract({
    name: `nested, workspace ${workspaceMode}`,
    make: async ({ path, id, workspacesDir }) =>
      makeNestedProvider({ outer: await makeOuter(path, id), homeId: id, workspacesDir, workspaceMode }),
    oneCopy: workspaceMode === 'auto' && process.platform === 'linux',
    skip,
  });
}

const newer: SeatEngine = { release: 'forky', imageStore: 'containerd' };

describeSeatContract({
  name: 'nested, with a newer Engine whose images containerd keeps',
  make: async ({ path, id, workspacesDir }) =>
    makeNestedProvider({ outer: await makeOuter(path, id), homeId: id, workspacesDir, engine: newer }),
  oneCopy: process.platform === 'linux',
  skip,
});

it.skipIf(skip)('a nested seat has the Engine and the image store that were asked for', async () => {
  using folder = makeTemporaryFolder();
  const id = ulid();
  const parts = { outer: await makeOuter(folder.path, id), homeId: id, workspacesDir: folder.path };
  await using provider = makeNestedProvider({ ...parts, engine: newer });
  try {
    await using seat = await provider.open('main');
    const { version, imageStore } = await seat.engine.info();
    expect(Number.parseInt(version, 10)).toBeGreaterThanOrEqual(28);
    expect(imageStore).toBe('containerd');
  } finally {
    await provider.clean();
  }
});
