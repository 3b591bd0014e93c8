/** Whether a session can be held on this machine, from facts. Pure. */
import type { ListedImage } from '../engine/images/list-images.ts';
import { formatBytes } from '../lab/general/units.ts';
import type { HostFact, HostReport } from '../lab/wire/host.ts';
import type { SessionView } from '../lab/wire/sessions.ts';

/** What is known before the day. */
export interface RoomFacts {
  readonly session: SessionView;
  readonly host: HostReport;
  /** Those that the session's labs and its seats use; undefined where no engine answers. */
  readonly images: readonly ListedImage[] | undefined;
  readonly reach: RoomReach;
  readonly clock: RoomClock;
}

export interface RoomReach {
  /** Where the server says that it is. */
  readonly url: string;
  /** Others in the network can open it. */
  readonly isOpen: boolean;
  /** The addresses of this machine that others can use. */
  readonly addresses: readonly string[];
  /** What the name of the address leads to from here; empty where nobody knows the name. */
  readonly leadsTo: readonly string[];
  /** What is to be known of the certificate; undefined where it is served without. */
  readonly certificate: { readonly warnings: readonly string[]; readonly ends: Date } | undefined;
}

export interface RoomClock {
  readonly now: Date;
  readonly zone: string;
  /** Undefined where this machine does not say. */
  readonly isSet: boolean | undefined;
}

/** What came of it: how many seats fit, and line by line what is good and what is not. */
export interface RoomReport {
  /** Undefined where it is not known. */
  readonly fits: number | undefined;
  readonly isReady: boolean;
  readonly facts: readonly HostFact[];
}

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

export function examineRoom(facts: RoomFacts): RoomReport {
  const seats = seatFacts(facts);
  const all = [
    ...seats.facts,
    ...labFacts(facts),
    ...imageFacts(facts),
    ...reachFacts(facts),
    ...clockFacts(facts),
  ];
  return { fits: seats.fits, isReady: all.every(({ state }) => state !== 'missing'), facts: all };
}

const fact = (id: string, title: string, value: string, more: Partial<HostFact> = {}): HostFact => ({
  id,
  title,
  value,
  state: 'good',
  ...more,
});

function seatFacts({ session: { capacity, joined }, host: { seats }, images }: RoomFacts): {
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

function labFacts({ session, host: { labs } }: RoomFacts): readonly HostFact[] {
  const known = new Map(labs.map((lab) => [lab.id, lab]));
  return session.labs.map((id) => {
    const { title = '', runnable } = known.get(id) ?? {};
    const name = `Lab ${id}`;
    if (runnable === undefined)
      return fact(`lab-${id}`, name, 'is not in this book', {
        state: 'missing',
        fix: 'Make the session without it: drydock session make … --labs',
      });
    if (!runnable.ok)
      return fact(`lab-${id}`, name, 'does not run in these seats', {
        state: 'missing',
        detail: runnable.reason,
        fix: `${runnable.fix} Or plan without it.`,
      });
    if (runnable.tried)
      return fact(`lab-${id}`, name, `${title}: tried as it starts`, {
        state: 'note',
        detail: runnable.tried.join('; '),
        fix: `Try it before the day: drydock labs verify ${id}`,
      });
    return fact(`lab-${id}`, name, title);
  });
}

function imageFacts({ images }: RoomFacts): readonly HostFact[] {
  if (images === undefined)
    return [
      fact('images', 'Images', 'not known', {
        state: 'note',
        detail: 'No engine answers that could be asked.',
      }),
    ];
  const missing = images.filter(({ present }) => !present);
  if (missing.length === 0) return [fact('images', 'Images', `all ${images.length} are here`)];
  const bytes = missing.reduce((sum, { expectedBytes }) => sum + expectedBytes, 0);
  return [
    fact(
      'images',
      'Images',
      `${missing.length} of ${images.length} are missing, about ${formatBytes(bytes)}`,
      {
        state: 'missing',
        detail: missing
          .map(({ reference, expectedBytes }) => `${reference}, about ${formatBytes(expectedBytes)}`)
          .join('\n'),
        fix: 'With internet: drydock images prepare. Without: drydock images load FILE, of a file that `drydock images save` wrote elsewhere.',
      },
    ),
  ];
}

function reachFacts({ session, reach }: RoomFacts): readonly HostFact[] {
  const { url, isOpen, addresses, leadsTo, certificate } = reach;
  const { hostname, port, protocol } = new URL(url);
  const direct = addresses.map((address) => `${protocol}//${address}:${port}/join/`);
  const facts: HostFact[] = [];
  if (!isOpen)
    facts.push(
      fact('address', 'Address', `${url}: this machine alone`, {
        state: 'missing',
        fix: 'Start it with: --host 0.0.0.0',
      }),
    );
  else if (leadsTo.length === 0)
    facts.push(
      fact('address', 'Address', url, {
        state: 'note',
        detail: `Nobody here knows the name ${hostname}: what is projected may lead nowhere.`,
        fix: `Project one of: ${direct.join(', ') || 'none of this machine is in a network'}`,
      }),
    );
  else if (leadsTo.every((address) => /^(127\.|::1$)/.test(address)))
    facts.push(
      fact('address', 'Address', url, {
        state: 'note',
        detail: `Here ${hostname} leads to this machine itself; other machines have to know it by another way.`,
        fix: `If they do not, project one of: ${direct.join(', ')}`,
      }),
    );
  else facts.push(fact('address', 'Address', url, { detail: `It leads to ${leadsTo.join(', ')}.` }));
  if (certificate === undefined)
    return [
      ...facts,
      fact('certificate', 'Certificate', protocol === 'https:' ? 'of a proxy' : 'none', {
        state: protocol === 'https:' || !isOpen ? 'good' : 'note',
        ...(protocol !== 'https:' && {
          detail:
            'Over plain HTTP whoever listens in the network reads keys and what is typed. Browsers take such a page for insecure: copying falls back to selecting.',
          fix: 'Make one: drydock certificate, and hand its authority out',
        }),
      }),
    ];
  const isShort = certificate.ends < new Date(session.ends);
  return [
    ...facts,
    fact('certificate', 'Certificate', `until ${certificate.ends.toISOString().slice(0, 10)}`, {
      state: isShort ? 'missing' : certificate.warnings.length > 0 ? 'note' : 'good',
      ...(certificate.warnings.length > 0 && { detail: certificate.warnings.join('\n') }),
      ...(isShort && { fix: 'It ends before the session does: drydock certificate --renew' }),
    }),
  ];
}

function clockFacts({ session, clock: { now, zone, isSet } }: RoomFacts): readonly HostFact[] {
  const { course, opens, ends, phase } = session;
  const at = (time: Date | string) =>
    new Intl.DateTimeFormat('en-GB', {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: course.zone,
    }).format(new Date(time));
  return [
    fact('times', 'Opens and ends', `${at(opens)} to ${at(ends)}, in ${course.zone}`, {
      state: phase === 'ended' ? 'missing' : 'good',
      ...(phase === 'ended' && { fix: 'It has ended. Open it again: drydock session extend 3h' }),
    }),
    fact('clock', 'Clock', `${at(now)}, in ${course.zone}`, {
      state: isSet === true && zone === course.zone ? 'good' : 'note',
      detail: [
        ...(zone === course.zone
          ? []
          : [`This machine is set to ${zone}; times are shown in ${course.zone}.`]),
        ...(isSet === true
          ? []
          : [
              isSet === undefined
                ? 'Whether it is set by the network is not said here: compare it with another clock.'
                : 'It is not set by the network: compare it with another clock.',
            ]),
      ].join('\n'),
    }),
  ];
}
