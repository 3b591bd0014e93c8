import { makeNestedProvider } from '../../src/seats/nested/nested-provider.ts';
import { findHostDocker, makeOuter } from './machine.ts';
import { describeSeatContract } from './seats.ts';

const found = await findHostDocker();

describeSeatContract({
  name: 'nested, rootless',
  make: async ({ path, id, workspacesDir }) =>
    makeNestedProvider({
      outer: await makeOuter(path, id),
      homeId: id,
      workspacesDir,
      seatClass: 'rootless',
    }),
  oneCopy: false,
  skip: found.state === 'reachable' ? undefined : 'no engine to nest in',
});
