/** How many seats fit on this machine. Pure. */
import { formatBytes } from '../../lab/general/units.ts';
import type { HostFact } from '../../lab/wire/host.ts';
import { fact, type RoomFacts } from './room-facts.ts';

const mebibyte = 1024 ** 2;
/** A seat in which labs of chapters 0 to 3 run (docs/operating.md has what was measured). */
const seatMemory = 350 * mebibyte;
/** The server and its engines at work. */
const reservedMemory = 1024 * mebibyte;
/** What a seat writes beside its images. */
const seatWrites = 200 * mebibyte;
/** Of the disk, so that nothing else stops. */
const reservedDisk = 2 * 1024 * mebibyte;
/** With more, whoever builds or starts at the same moment waits for others. */
const seatsOfProcessor = 10;

/** `fits` is undefined where it is not known. */
export function seatFacts({ session: { capacity, joined }, host: { seats }, images }: RoomFacts): {
  readonly fits: number | undefined;
  readonly facts: readonly HostFact[];
} {
  if (seats === undefined)
    return {
      fits: undefined,
      facts: [
        fact('seats', 'Seats', 'not known', {
          state: 'missing',
          detail: 'The server does not say what it gives seats on: no engine answers.',
          fix: 'See what is lacking with: drydock doctor',
        }),
      ],
    };
  const facts: HostFact[] = [
    seats.audience === 'many'
      ? fact('audience', 'Seats are', `for each learner their own, of class ${seats.seatClass}`)
      : fact('audience', 'Seats are', 'for one person', {
          state: 'missing',
          detail: 'Nobody can join.',
          fix: 'Start it with: npm start -- --seats-for many --host 0.0.0.0',
        }),
  ];
  const { freeMemoryBytes, freeDiskBytes, cpus, ready } = seats;
  const imageBytes = (images ?? []).reduce(
    (sum, { sizeBytes, expectedBytes }) => sum + (sizeBytes ?? expectedBytes),
    0,
  );
  const memory = fitsIn(freeMemoryBytes, reservedMemory, seatMemory);
  const disk = images && fitsIn(freeDiskBytes, reservedDisk, imageBytes + seatWrites);
  const limits = [memory, disk].filter((fits) => fits !== undefined);
  const fits = limits.length === 0 ? undefined : Math.min(...limits);
  const said = (fitting: number | undefined, free: number | undefined) =>
    fitting === undefined ? 'not known' : `for ${fitting} (${formatBytes(free ?? 0)} free)`;
  facts.push(
    fact('memory', 'Memory', said(memory, freeMemoryBytes), {
      detail: `${formatBytes(seatMemory)} for a seat at work in chapters 0 to 3, ${formatBytes(reservedMemory)} for the server and its engines.`,
      state: stateOf(memory, capacity),
    }),
    fact('disk', 'Disk', said(disk, freeDiskBytes), {
      detail: `${formatBytes(imageBytes + seatWrites)} for a seat: a copy of the images of these labs, and what is written.`,
      state: stateOf(disk, capacity),
    }),
  );
  if (cpus !== undefined)
    facts.push(
      fact('processors', 'Processors', `${cpus}, for ${cpus * seatsOfProcessor} without waiting`, {
        state: cpus * seatsOfProcessor < capacity ? 'note' : 'good',
        detail: 'With more learners a start takes longer while others start.',
      }),
    );
  facts.push(
    fact('pool', 'Kept ready', `${ready} seats`, {
      state: ready === 0 ? 'note' : 'good',
      detail: 'Whoever comes first waits for nothing; the next seat is made meanwhile, one at a time.',
      ...(ready === 0 && { fix: 'Start it with: --seat-pool 8' }),
    }),
  );
  if (fits !== undefined)
    facts.push(
      fact('capacity', 'Fits', `${fits} seats, and ${capacity} can join`, {
        state: stateOf(fits, capacity),
        ...(fits < capacity && {
          fix:
            fits > joined
              ? `Let fewer join: drydock session capacity ${fits}. Or make room on this machine.`
              : `Make room on this machine: ${joined} have joined.`,
        }),
      }),
    );
  return { fits, facts };
}

const fitsIn = (free: number | undefined, reserved: number, each: number): number | undefined =>
  free === undefined ? undefined : Math.max(0, Math.floor((free - reserved) / each));

const stateOf = (fits: number | undefined, wanted: number): HostFact['state'] =>
  fits === undefined ? 'note' : fits < wanted ? 'missing' : 'good';
