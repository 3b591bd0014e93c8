import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedEngine } from '../../src/engine/connect.ts';
import { copyImages } from '../../src/engine/images/copy-images.ts';
import type { Seat } from '../../src/lab/ports/seat.ts';
import { homeLabel, makeLabels, roleLabel, seatLabel } from '../../src/seats/labels.ts';
import { makeNestedProvider } from '../../src/seats/nested/nested-provider.ts';
import { removeUnfinished } from '../../src/seats/remove-unfinished.ts';
import { seatImages } from '../../src/seats/seat-images.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { makeOuter, whyNoEmbedded } from './machine.ts';

const skip = await whyNoEmbedded();
/** Small, and in the catalogue. */
const image = 'alpine:3.22';
const ms = 240_000;

describe.skipIf(skip !== undefined)('a seat that begins with the images of a lab', () => {
  const home = makeTemporaryFolder();
  const homeId = ulid();
  let outer: SeatProvider;
  let engine: ConnectedEngine;
  let provider: SeatProvider;
  let fills = 0;
  const beginning = {
    images: [image],
    async fill(seat: Seat) {
      fills += 1;
      await copyImages(engine, seat.engine, [{ from: image, to: image }], () => undefined);
      // What chown(2) takes from a file: the setuid bit, and capabilities.
      const script =
        'cd /root && cp /bin/true setuid && chmod 4755 setuid && cp /bin/true "is able" && setcap cap_net_raw+ep "is able" && ln -s setuid link';
      await inside(seat, script);
    },
  };
  const inside = async (seat: Seat, script: string): Promise<string> => {
    const spec = { runId: 'run', project: 'run', workspaceDir: home.path };
    await using bench = await seat.openWorkbench(spec);
    const { exitCode, stdout, stderr } = await bench.run(['sh', '-c', script], { cwd: '/' });
    if (exitCode !== 0) throw new Error(stderr);
    return stdout;
  };
  const found = "cd /root && stat -c '%U %a %F' setuid link 'is able' && getcap 'is able'";

  beforeAll(async () => {
    outer = await makeOuter(home.path, homeId);
    engine = await outer.connect();
    provider = makeNestedProvider({ outer, homeId, workspacesDir: home.path, audience: 'many' });
  }, ms);
  afterAll(async () => {
    await provider.clean();
    await provider[Symbol.asyncDispose]();
    home[Symbol.dispose]();
  }, ms);

  it(
    'has them though nobody copies them, as files of its own, and nothing of another seat',
    async () => {
      await using first = await provider.open('party-a', { beginning });
      await using second = await provider.open('party-b', { beginning });
      expect(fills).toBe(1);
      expect(await second.engine.findImage(image)).toEqual(await first.engine.findImage(image));
      expect(await second.engine.findImage(image)).toBeDefined();
      const own =
        'root 4755 regular file\nroot 777 symbolic link\nroot 755 regular file\nis able cap_net_raw=ep\n';
      expect([await inside(first, found), await inside(second, found)]).toEqual([own, own]);
      const users = await Promise.all([first, second].map((seat) => inside(seat, 'cat /proc/self/uid_map')));
      expect(users[0]).not.toBe(users[1]);
      await inside(first, 'echo mine > /root/mine');
      await using third = await provider.open('party-c', { beginning });
      expect(await inside(third, 'ls /root')).not.toContain('mine');
      const [one, two] = await Promise.all(
        [first, third].map(async ({ engine: of }) => (await of.info()).id),
      );
      expect(one).not.toBe(two);
    },
    ms,
  );

  it(
    'runs what is in them',
    async () => {
      await using seat = await provider.open('party-b', { beginning });
      const container = { name: 'tried', image, argv: ['sleep', '60'], labels: {} };
      const id = await seat.engine.ensureContainer(container);
      expect(await seat.engine.run(id, ['cat', '/etc/os-release'])).toMatchObject({ exitCode: 0 });
    },
    ms,
  );

  it(
    'begins empty where no such disk is there and nobody says how to fill one',
    async () => {
      await using empty = await provider.open('party-d', { beginning: { images: [image, 'none:1'] } });
      expect(await empty.engine.findImage(image)).toBeUndefined();
      await using full = await provider.open('party-e', { beginning: { images: [image] } });
      expect(await full.engine.findImage(image)).toBeDefined();
    },
    ms,
  );

  it(
    'begins empty where filling a disk fails, which is told',
    async () => {
      const told: string[] = [];
      const fill = async () => {
        throw new Error('the registry is away');
      };
      await using seat = await provider.open('party-f', {
        beginning: { images: ['other:1'], fill },
        onProgress: ({ error }) => void (error && told.push(error.message)),
      });
      expect(await seat.engine.findImage(image)).toBeUndefined();
      expect(told).toEqual([expect.stringContaining('the registry is away')]);
    },
    ms,
  );

  it(
    'is what seats of a pool do where several are kept',
    async () => {
      await using pooled = makeNestedProvider({ outer, homeId, workspacesDir: home.path, audience: 'many' });
      const before = fills;
      await using pool = pooled.warm?.({ size: 2, images: [image], fill: async () => undefined });
      await expect.poll(() => pool?.state().ready, { timeout: ms }).toBe(2);
      await using seat = await pooled.open('party-g');
      expect(await seat.engine.findImage(image)).toBeDefined();
      expect(fills).toBe(before);
    },
    ms,
  );

  it(
    'is removed by the next server where whoever filled one was killed',
    async () => {
      const of = async () => {
        const found = await engine.listVolumes({ [homeLabel]: homeId, [roleLabel]: 'seat' });
        return found.map((labels) => labels[seatLabel] ?? '');
      };
      const labels = makeLabels({ home: homeId, role: 'seat', seat: 'prepared-left' });
      await engine.ensureVolume(`drydock-seat-${homeId.toLowerCase()}-prepared-left-data`, labels);
      await engine.ensureVolume(`drydock-seat-${homeId.toLowerCase()}-party-left-data`, {
        ...labels,
        [seatLabel]: 'party-left',
      });
      const copying = `drydock-disk-${homeId.toLowerCase()}-prepared-left`;
      const disk = makeLabels({ home: homeId, role: 'disk' });
      await engine.ensureContainer({
        name: copying,
        image: seatImages.trixie,
        argv: [],
        entrypoint: ['sleep', '600'],
        labels: disk,
      });
      const namesOf = async () =>
        (await engine.inspectContainers({ [homeLabel]: homeId })).map(({ name }) => name);
      expect([await of(), await namesOf()]).toEqual([
        expect.arrayContaining(['prepared-left']),
        expect.arrayContaining([copying]),
      ]);
      await removeUnfinished(engine, homeId, AbortSignal.timeout(60_000));
      expect(await of()).not.toContain('prepared-left');
      expect(await of()).toContain('party-left');
      expect(await namesOf()).not.toContain(copying);
      const kept = await engine.listVolumes({ [homeLabel]: homeId, [roleLabel]: 'disk' });
      expect(kept.length).toBeGreaterThan(0);
    },
    ms,
  );

  it('leaves no seat behind that nobody has', async () => {
    const found = await engine.listLabelled(seatLabel);
    const ids = found.flatMap(({ labels }) => (labels[homeLabel] === homeId ? [labels[seatLabel]] : []));
    expect(ids.filter((id) => id?.startsWith('prepared-'))).toEqual([]);
  });

  it('is given to nobody while it is filled', async () => {
    await expect(provider.open('prepared-x')).rejects.toMatchObject({ code: 'bad-usage' });
  });
});
