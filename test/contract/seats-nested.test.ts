import { ulid } from 'ulid';
import { expect, it } from 'vitest';
import { copyImages } from '../../src/engine/images/copy-images.ts';
import type { Seat } from '../../src/lab/ports/seat.ts';
import { makeNestedProvider } from '../../src/seats/nested/nested-provider.ts';
import type { SeatEngine } from '../../src/seats/seat-images.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { findHostDocker, makeOuter } from './machine.ts';
import { describeSeatContract } from './seats.ts';

const found = await findHostDocker();
const skip = found.state === 'reachable' ? undefined : 'no engine to nest in';

const older: SeatEngine = { release: 'trixie', imageStore: 'graph-driver' };

for (const workspaceMode of ['auto', 'synced'] as const) {
  describeSeatContract({
    name: `nested, workspace ${workspaceMode}`,
    make: async ({ path, id, workspacesDir }) =>
      makeNestedProvider({
        outer: await makeOuter(path, id),
        homeId: id,
        workspacesDir,
        workspaceMode,
        ...(workspaceMode === 'synced' && { engine: older }),
      }),
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

it.skipIf(skip).each([newer, { ...older, imageStore: 'containerd' } as const])(
  'a nested seat has the Engine and the image store that were asked for: $release, $imageStore',
  async (engine) => {
    using folder = makeTemporaryFolder();
    const id = ulid();
    const parts = { outer: await makeOuter(folder.path, id), homeId: id, workspacesDir: folder.path };
    await using provider = makeNestedProvider({ ...parts, engine });
    try {
      await using seat = await provider.open('main');
      const { version, imageStore } = await seat.engine.info();
      expect(Number.parseInt(version, 10) >= 28).toBe(engine.release === 'forky');
      expect(imageStore).toBe('containerd');
    } finally {
      await provider.clean();
    }
  },
);

it.skipIf(skip)(
  'a seat whose Engine becomes newer, over the same store, keeps its images, and runs them under runsc',
  { timeout: 240_000 },
  async () => {
    using folder = makeTemporaryFolder();
    const id = ulid();
    const outer = await makeOuter(folder.path, id);
    const parts = { outer, homeId: id, workspacesDir: folder.path };
    await using before = makeNestedProvider({ ...parts, engine: older });
    try {
      const copied = await withSeat(before, async ({ engine }) => {
        await copyImages(await outer.connect(), engine, [{ from: image, to: image }], () => undefined);
        return { ...(await engine.findImage(image)), version: (await engine.info()).version };
      });
      await using after = makeNestedProvider({
        ...parts,
        engine: { release: 'forky', imageStore: 'graph-driver' },
      });
      const found = await withSeat(after, async ({ engine }) => {
        const sandbox = { name: 'sandbox', image, argv: ['sleep', '600'], labels: {}, runtime: 'runsc' };
        const container = await engine.ensureContainer(sandbox);
        // Debian's build of gVisor with a newer Go panicked within a few of these.
        for (let times = 0; times < 12; times++)
          expect(await engine.run(container, ['cat', '/etc/os-release'])).toMatchObject({ exitCode: 0 });
        return { ...(await engine.findImage(image)), version: (await engine.info()).version };
      });
      expect(Number.parseInt(found.version, 10)).toBeGreaterThan(Number.parseInt(copied.version, 10));
      expect(found).toMatchObject({ id: copied.id, layers: copied.layers });
      expect(found.id).toBeDefined();
    } finally {
      await before.clean();
    }
  },
);

/** Small, and in the catalogue. */
const image = 'alpine:3.22';

async function withSeat<T>(provider: SeatProvider, work: (seat: Seat) => Promise<T>): Promise<T> {
  await using seat = await provider.open('main');
  return await work(seat);
}
