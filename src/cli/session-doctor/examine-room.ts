/** Whether a session can be held on this machine, from facts. Pure. */
import { formatBytes } from '../../lab/general/units.ts';
import type { HostFact } from '../../lab/wire/host.ts';
import { reachFacts } from './reach-facts.ts';
import { fact, type RoomFacts, type RoomReport } from './room-facts.ts';
import { seatFacts } from './seat-facts.ts';

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
