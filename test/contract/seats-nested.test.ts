import { makeNestedProvider } from '../../src/seats/nested/nested-provider.ts';
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

describeSeatContract({
  name: 'nested, with a newer Engine whose images containerd keeps',
  make: async ({ path, id, workspacesDir }) =>
    makeNestedProvider({
      outer: await makeOuter(path, id),
      homeId: id,
      workspacesDir,
      engine: { release: 'forky', imageStore: 'containerd' },
    }),
  oneCopy: process.platform === 'linux',
  skip,
});
