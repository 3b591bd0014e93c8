import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedEngine } from '../../src/engine/connect.ts';
import { attachDisk, diskVolume } from '../../src/seats/nested/seat-disk.ts';
import { seatImages } from '../../src/seats/seat-images.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { makeOuter, whyNoEmbedded } from './machine.ts';

const image = seatImages.trixie;
const skip = await whyNoEmbedded();

describe.skipIf(skip !== undefined)('a disk of a seat', () => {
  const home = makeTemporaryFolder();
  const homeId = `disk-${randomUUID().slice(0, 8)}`;
  let provider: SeatProvider;
  let engine: ConnectedEngine;
  beforeAll(async () => {
    provider = await makeOuter(home.path, homeId);
    engine = await provider.connect();
  }, 120_000);
  afterAll(async () => {
    await engine?.removeVolume(diskVolume(homeId, 'main'));
    await engine?.removeVolume(diskVolume(homeId, 'main').replace(/data$/, 'file'));
    await provider?.[Symbol.asyncDispose]();
    home[Symbol.dispose]();
  });

  it('is made where /dev is not the kernel’s and has no node for it', async ({ skip: skipHere }) => {
    if ((await engine.findImage(image)) === undefined) skipHere(`${image} is not here`);
    // As in an engine in a container, whose nodes are those of the moment at which that was made.
    const bare = new Proxy(engine, {
      get(target, name) {
        if (name !== 'ensureContainer')
          return Reflect.get(target, name).bind?.(target) ?? Reflect.get(target, name);
        return async (...[spec, signal]: Parameters<ConnectedEngine['ensureContainer']>) => {
          const binds = spec.binds?.filter((bind) => bind !== '/dev:/dev') ?? [];
          const helper = await target.ensureContainer({ ...spec, binds }, signal);
          await target.run(helper, ['sh', '-c', 'rm -f /dev/loop[0-9]*']);
          return helper;
        };
      },
    });
    await using disk = await attachDisk({ engine: bare, homeId, seatId: 'main', size: 64 * 2 ** 20, image });
    expect(disk).toBeDefined();
  }, 120_000);
});
