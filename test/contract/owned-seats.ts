import { join } from 'node:path';
import { makeEmbeddedProvider } from '../../src/seats/embedded/embedded-provider.ts';
import { makeNestedProvider } from '../../src/seats/nested/nested-provider.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { testPaths } from './machine.ts';

type MakeProvider = (home: string, homeId: string) => SeatProvider;

/** The two kinds of seats on engines of our own, both on the private one of this machine. */
export const ownedSeats = {
  embedded: (home, homeId) => makeEmbeddedProvider({ paths: testPaths(home), homeId }),
  nested: (home, homeId) =>
    makeNestedProvider({
      outer: makeEmbeddedProvider({ paths: testPaths(home), homeId }),
      homeId,
      workspacesDir: join(home, 'workspaces'),
    }),
} satisfies Record<string, MakeProvider>;
