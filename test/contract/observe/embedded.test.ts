import { makeEmbeddedProvider } from '../../../src/seats/embedded/embedded-provider.ts';
import { testPaths, whyNoEmbedded } from '../machine.ts';
import { describeObservationContract } from './observation.ts';

describeObservationContract({
  name: 'embedded',
  make: async ({ path, id }) => makeEmbeddedProvider({ paths: testPaths(path), homeId: id }),
  skip: await whyNoEmbedded(),
});
