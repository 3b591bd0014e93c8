import { makeNestedProvider } from '../../../src/seats/nested/nested-provider.ts';
import { findHostDocker, makeOuter } from '../machine.ts';
import { describeObservationContract } from './observation.ts';

const found = await findHostDocker();

describeObservationContract({
  name: 'rootless',
  make: async ({ path, id, workspacesDir }) =>
    makeNestedProvider({ outer: await makeOuter(path, id), homeId: id, workspacesDir, seatClass: 'rootless' }),
  skip: found.state === 'reachable' ? undefined : 'no engine to nest in',
});
