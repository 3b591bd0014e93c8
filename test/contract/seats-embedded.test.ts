import { makeEmbeddedProvider } from '../../src/seats/embedded/embedded-provider.ts';
import { testPaths, whyNoEmbedded } from './machine.ts';
import { describeSeatContract } from './seats.ts';

describeSeatContract({
  name: 'embedded',
  make: async ({ path, id }) => makeEmbeddedProvider({ paths: testPaths(path), homeId: id }),
  oneCopy: true,
  skip: await whyNoEmbedded(),
});
