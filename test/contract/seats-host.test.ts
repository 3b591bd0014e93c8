import { join } from 'node:path';
import { makeHostProvider } from '../../src/seats/host/host-provider.ts';
import { findHostDocker } from './machine.ts';
import { describeSeatContract } from './seats.ts';

const found = await findHostDocker();
const endpoint = found.state === 'reachable' ? found.docker.endpoint : undefined;
const skip = endpoint === undefined ? 'no Docker answers on this machine' : undefined;

for (const workspaceMode of ['auto', 'synced'] as const) {
  describeSeatContract({
    name: `host, workspace ${workspaceMode}`,
    make: async ({ id, path }) =>
      makeHostProvider({
        endpoint: endpoint ?? { kind: 'socket', path: '' },
        homeId: id,
        workspacesDir: join(path, 'workspaces'),
        workspaceMode,
      }),
    oneCopy: workspaceMode === 'auto' && process.platform === 'linux',
    skip,
  });
}
