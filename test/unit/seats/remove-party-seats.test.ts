/** Which seats go with the parties that had them: those on the engine, whatever they are called, and no others. */
import { expect, test } from 'vitest';
import type { LabelledThing } from '../../../src/lab/ports/engine.ts';
import { seatName } from '../../../src/seats/nested/seat-container.ts';
import { removePartySeats } from '../../../src/seats/remove-party-seats.ts';

const [anna, ben] = ['01KB0000000000000000000ANN', '01KB0000000000000000000BEN'];
const seatOf = (party: string) => `party-${party.toLowerCase()}`;
const home = 'home-1';
type Thing = LabelledThing & { readonly id: string; readonly name?: string };
const thing = (
  kind: LabelledThing['kind'],
  role: string,
  seat: string,
  more: object = {},
  of = home,
): Thing => ({
  kind,
  id: `${kind} ${role} ${seat}`,
  labels: { 'dev.drydock.home': of, 'dev.drydock.role': role, 'dev.drydock.seat': seat, ...more },
});

/** An engine with these things; what it lists and removes is decided by labels alone, as an engine does. */
function engineWith(things: readonly Thing[]) {
  let left = [...things];
  const carries = (filter: Readonly<Record<string, string>>) => (each: Thing) =>
    Object.entries(filter).every(([label, value]) => each.labels[label] === value);
  return {
    left: () => left.map(({ id }) => id).sort(),
    engine: {
      // Nothing else of a container is asked for.
      inspectContainers: async (filter: Readonly<Record<string, string>>) =>
        left.filter(({ kind }) => kind === 'container').filter(carries(filter)) as never,
      listLabelled: async (label: string) => left.filter(({ labels }) => label in labels),
      removeLabelled: async (filter: Readonly<Record<string, string>>, { keepNetworks = false } = {}) => {
        const gone = left.filter(carries(filter)).filter(({ kind }) => !keepNetworks || kind !== 'network');
        // As an engine that refuses to remove a disk that a seat is on.
        const isOn =
          ({ labels }: Thing) =>
          (disk: Thing) =>
            disk.labels['dev.drydock.role'] === 'disk' &&
            `${disk.labels['dev.drydock.seat']}-`.startsWith(`${labels['dev.drydock.seat']}-`);
        const staying = left.filter((each) => each.kind === 'container' && !gone.includes(each));
        if (staying.some((each) => gone.some(isOn(each)))) throw new Error('a disk is in use');
        left = left.filter((each) => !gone.includes(each));
        return { containers: 0, networks: 0, volumes: gone.length };
      },
    },
  };
}
const { signal } = new AbortController();

test('a seat that was made for them, of any class, with its disk and volumes, asleep or not', async () => {
  const seat = seatOf(anna);
  const { engine, left } = engineWith([
    { ...thing('container', 'seat', seat), name: seatName(home, seat, 'rootless') },
    thing('network', 'seat', seat),
    thing('volume', 'disk', `${seat}-rootless`),
    thing('volume', 'seat', seat, { more: 'privileged' }),
    { ...thing('container', 'seat', seatOf(ben)), name: seatName(home, seatOf(ben), 'rootless') },
    thing('volume', 'disk', `${seatOf(ben)}-rootless`),
    { ...thing('container', 'seat', 'main'), name: seatName(home, 'main', 'privileged') },
    thing('volume', 'seat', seat, {}, 'home-2'),
  ]);
  await removePartySeats(engine, home, new Set([anna]), signal);
  expect(left()).toEqual(
    [
      `container seat ${seatOf(ben)}`,
      'container seat main',
      `volume disk ${seatOf(ben)}-rootless`,
      `volume seat ${seat}`,
    ].sort(),
  );
});

test('one that was taken from the pool, by its name or by who holds it', async () => {
  const holder = { 'dev.drydock.holder': seatName(home, seatOf(anna), 'rootless') };
  const { engine, left } = engineWith([
    { ...thing('container', 'seat', 'pool-a-1'), name: seatName(home, seatOf(anna), 'rootless') },
    thing('volume', 'disk', 'pool-a-1'),
    thing('volume', 'seat', 'pool-a-2', holder),
    thing('volume', 'disk', 'pool-a-2'),
    { ...thing('container', 'seat', 'pool-a-3'), name: seatName(home, 'pool-a-3', 'rootless') },
  ]);
  await removePartySeats(engine, home, new Set([anna]), signal);
  expect(left()).toEqual(['container seat pool-a-3']);
});

test('the network of a seat that was made for them stays where they will have another, and no other does', async () => {
  const holder = { 'dev.drydock.holder': seatName(home, seatOf(anna), 'rootless') };
  const { engine, left } = engineWith([
    { ...thing('container', 'seat', seatOf(anna)), name: seatName(home, seatOf(anna), 'rootless') },
    thing('network', 'seat', seatOf(anna)),
    thing('volume', 'disk', `${seatOf(anna)}-rootless`),
    thing('volume', 'seat', 'pool-a-2', holder),
    thing('network', 'seat', 'pool-a-2'),
  ]);
  await removePartySeats(engine, home, new Set([anna]), signal, { keepNetworks: true });
  expect(left()).toEqual([`network seat ${seatOf(anna)}`]);
});

test('nobody is nothing', async () => {
  const { engine, left } = engineWith([thing('volume', 'seat', seatOf(ben))]);
  await removePartySeats(engine, home, new Set(), signal);
  expect(left()).toHaveLength(1);
});
