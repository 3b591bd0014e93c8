import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedEngine } from '../../src/engine/connect.ts';
import { homeLabel, makeLabels, roleLabel, seatLabel } from '../../src/seats/labels.ts';
import { makeNestedProvider, type NestedOptions } from '../../src/seats/nested/nested-provider.ts';
import { seatName } from '../../src/seats/nested/seat-container.ts';
import { claimSeat, holderLabel, isPoolId } from '../../src/seats/nested/seat-owner.ts';
import { workbenchImage } from '../../src/seats/seat-images.ts';
import type { SeatPool, SeatProvider } from '../../src/seats/seat-provider.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { findHostDocker, makeOuter } from './machine.ts';

const found = await findHostDocker();
const skip = found.state === 'reachable' ? undefined : 'no engine to nest in';

describe.skipIf(skip !== undefined)(
  `seats that are kept ready${skip === undefined ? '' : ` (skipped: ${skip})`}`,
  () => {
    const folder = makeTemporaryFolder();
    const homeId = `contract-pool-${process.pid}`;
    let outer: SeatProvider;
    let engine: ConnectedEngine;

    /** A server's: another one each time, as after a restart. */
    const makeProvider = (options: Partial<NestedOptions> = {}) =>
      makeNestedProvider({ outer, homeId, workspacesDir: join(folder.path, 'workspaces'), ...options });
    const seats = () => engine.inspectContainers({ [homeLabel]: homeId, [roleLabel]: 'seat' });
    const idOf = async (owner: string) =>
      (await seats()).find(({ name }) => name === seatName(homeId, owner, 'privileged'))?.labels[seatLabel];
    const poolIds = async () =>
      (await seats()).flatMap(({ name, labels }) =>
        name.startsWith(`drydock-seat-${homeId}-pool-`) ? (labels[seatLabel] ?? []) : [],
      );
    const fills = (pool: SeatPool) =>
      expect.poll(() => pool.state(), { timeout: 60_000 }).toMatchObject({ ready: pool.state().size });

    beforeAll(async () => {
      outer = await makeOuter(folder.path, homeId);
      engine = await outer.connect();
    }, 120_000);

    afterAll(async () => {
      await engine?.removeLabelled({ [homeLabel]: homeId });
      await outer?.[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    }, 120_000);

    it('gives two people who come at once a seat each, and fills itself again', async () => {
      await using provider = makeProvider();
      const filled: string[] = [];
      await using pool = provider.warm?.({
        size: 2,
        fill: async (seat) => {
          filled.push((await seat.engine.info()).id);
        },
      });
      if (pool === undefined) throw new Error('nested seats have a pool');
      await fills(pool);
      const ready = await poolIds();
      expect(await provider.list()).toEqual([]);
      const [ada, bob] = await Promise.all([provider.open('ada'), provider.open('bob')]);
      expect([await idOf('ada'), await idOf('bob')].sort()).toEqual([...ready].sort());
      // Those that were filled, not others.
      expect([(await ada.engine.info()).id, (await bob.engine.info()).id].sort()).toEqual(filled.sort());
      expect((await provider.list()).map(({ id }) => id).sort()).toEqual(['ada', 'bob']);
      await expect(provider.open('pool-of-mine')).rejects.toMatchObject({ code: 'bad-usage' });
      await fills(pool);
      expect((await poolIds()).filter((id) => ready.includes(id))).toEqual([]);
    }, 120_000);

    it('finds a seat that was claimed again, started anew too, with what is in it', async () => {
      await using provider = makeProvider();
      const before = await idOf('ada');
      expect(isPoolId(before ?? '')).toBe(true);
      const ada = await provider.open('ada');
      const container = async () =>
        (await seats()).find(({ labels }) => labels[seatLabel] === before)?.id ?? '';
      await engine.run(await container(), ['docker', 'volume', 'create', 'work']);
      // Killed while its container was made anew: only the lease says whose it is.
      await engine.removeContainer(await container());
      await ada[Symbol.asyncDispose]();
      await using _again = await provider.open('ada');
      expect(await idOf('ada')).toBe(before);
      const volumes = await engine.run(await container(), ['docker', 'volume', 'ls', '-q']);
      expect(volumes.stdout).toBe('work\n');
    }, 120_000);

    it('mends what a killed server left half made, and removes what is too much', async () => {
      const [stopped = '', bare = ''] = await poolIds();
      const containerOf = async (id: string) =>
        (await seats()).find(({ labels }) => labels[seatLabel] === id)?.id ?? '';
      await engine.stopContainer(await containerOf(stopped));
      await engine.removeContainer(await containerOf(bare));
      // Claimed, and not yet called its owner's.
      const lease = { ...makeLabels({ home: homeId, role: 'seat', seat: stopped }) };
      await using provider = makeProvider();
      await using pool = provider.warm?.({ size: 2 });
      if (pool === undefined) throw new Error('nested seats have a pool');
      await fills(pool);
      expect((await poolIds()).sort()).toEqual([stopped, bare].sort());
      await pool[Symbol.asyncDispose]();
      await engine.leaseVolume(`drydock-seat-${homeId}-${stopped}-lease`, {
        ...lease,
        [holderLabel]: seatName(homeId, 'eve', 'privileged'),
      });
      await using smaller = provider.warm?.({ size: 0 });
      await expect.poll(poolIds, { timeout: 20_000 }).toEqual([stopped]);
      await using _eve = await provider.open('eve');
      expect(await idOf('eve')).toBe(stopped);
      expect(smaller?.state()).toMatchObject({ size: 0, ready: 0 });
    }, 120_000);

    it('gives nobody a seat that was made for other limits, and makes none on a disk that is full', async () => {
      await using before = makeProvider();
      await using first = before.warm?.({ size: 1 });
      if (first === undefined) throw new Error('nested seats have a pool');
      await fills(first);
      await first[Symbol.asyncDispose]();
      const [old] = await poolIds();
      await using provider = makeProvider({ limits: { pidsLimit: 500 } });
      await using pool = provider.warm?.({ size: 1, minFreeDisk: 1 });
      await expect
        .poll(() => pool?.state().standsStill, { timeout: 20_000 })
        .toMatch(/% of the disk is free/);
      expect(await poolIds()).toEqual([]);
      expect(
        (await engine.listLabelled(seatLabel)).filter(({ labels }) => labels[seatLabel] === old),
      ).toEqual([]);
    }, 120_000);

    it('gives no seat to two, and nobody two, whoever races', async () => {
      const of = { engine, homeId, seatClass: 'privileged' } as const;
      const called = (owner: string) => seatName(homeId, owner, 'privileged');
      for (let round = 0; round < 4; round += 1) {
        const one = await makeFree(`${round}a`);
        const two = await makeFree(`${round}b`);
        const three = await makeFree(`${round}c`);
        const [x, y, z] = [`x${round}`, `y${round}`, `z${round}`];
        // Two people want the same seat, and one person wants a seat from two sides.
        const claims = await Promise.all([
          claimSeat(of, x, [one]),
          claimSeat(of, y, [one]),
          claimSeat(of, z, [two, three]),
          claimSeat(of, z, [three, two]),
        ]);
        const racing = (await seats()).filter(({ labels }) => labels[seatLabel]?.startsWith('pool-race-'));
        const seatOf = (owner: string) =>
          racing.filter(({ name }) => name === called(owner)).map(({ labels }) => labels[seatLabel]);
        expect([...seatOf(x), ...seatOf(y)]).toEqual([one.seatId]);
        expect(claims.slice(0, 2)).toEqual(
          seatOf(x).length === 1 ? [one.seatId, undefined] : [undefined, one.seatId],
        );
        expect(seatOf(z)).toHaveLength(1);
        for (const claimed of claims.slice(2)) expect([undefined, ...seatOf(z)]).toContain(claimed);
        for (const { id } of racing) await engine.removeContainer(id);
      }
    }, 120_000);

    /** What a claim sees of a seat, and no more: a container. */
    async function makeFree(unique: string) {
      const seatId = `pool-race-${unique}`;
      const name = seatName(homeId, seatId, 'privileged');
      const labels = makeLabels({ home: homeId, role: 'seat', seat: seatId });
      const spec = { name, image: workbenchImage, labels, networkMode: 'none', argv: ['sleep', '600'] };
      return { seatId, name, container: await engine.ensureContainer(spec) };
    }

    it('stops with the others, and leaves nothing after clean', async () => {
      await using provider = makeProvider();
      await using pool = provider.warm?.({ size: 1 });
      if (pool === undefined) throw new Error('nested seats have a pool');
      await fills(pool);
      await pool[Symbol.asyncDispose]();
      await provider.stop();
      expect((await seats()).map(({ status }) => status)).not.toContain('running');
      await provider.clean();
      expect(
        (await engine.listLabelled(homeLabel)).filter(({ labels }) => labels[homeLabel] === homeId),
      ).toEqual([]);
    }, 90_000);
  },
);
