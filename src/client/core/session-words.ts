/** What is said of a session wherever it is shown: when it ends, how long that is, whether one can work. */
import type { SessionView } from '../../lab/wire/sessions.ts';

type Times = Pick<SessionView, 'opens' | 'ends' | 'phase'> & {
  readonly course: Pick<SessionView['course'], 'zone'>;
};

/** `17:30`; with the day where it is another one there than now, and the zone's name where the reader's clock differs. */
export function clockTime(at: string, zone: string, now: Date, here: string): string {
  const date = new Date(at);
  const day = (time: Date) => format(time, zone, { day: 'numeric', month: 'long' });
  const time = format(date, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const on = day(date) === day(now) ? time : `${time} on ${day(date)}`;
  return offset(date, zone) === offset(date, here) ? on : `${on} (${zoneName(zone)})`;
}

/** `42 min`, `3 h 5 min`, `2 days`: rounded up, so that nothing is over before it is. */
export function duration(ms: number): string {
  const minutes = Math.max(0, Math.ceil(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** How long it is until it opens or ends: `until 17:30, 42 min left`. */
export function timeWords({ opens, ends, phase, course }: Times, now: Date, here: string): string {
  const at = (time: string) => clockTime(time, course.zone, now, here);
  const left = (time: string) => duration(Date.parse(time) - now.getTime());
  switch (phase) {
    case 'planned':
      return `opens at ${at(opens)}, in ${left(opens)}`;
    case 'open':
    case 'paused':
      return `until ${at(ends)}, ${left(ends)} left`;
    case 'ended':
      // One that was ended early has an end that is still to come.
      return Date.parse(ends) > now.getTime() ? 'ended early' : `ended at ${at(ends)}`;
  }
}

export const phaseWords: Readonly<Record<SessionView['phase'], string>> = {
  planned: 'not open yet',
  open: 'open',
  paused: 'paused',
  ended: 'ended',
};

/** What the phase means for a learner; empty while they can work. */
export const phaseMeans: Readonly<Record<SessionView['phase'], string>> = {
  planned: 'Labs can be started once it opens. The book can be read already.',
  open: '',
  paused: 'Labs wait until the instructor goes on. Nothing is lost.',
  ended: 'What you made can still be read here.',
};

/** The owner of a home has no name of their own: `local`. Who was erased has none at all. */
export function teacherName(name: string): string {
  if (name === '') return 'Somebody who is not here any more';
  return name === 'local' ? 'The instructor' : name;
}

/** The zone that the reader's clock is in. */
export const zoneHere = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

function format(date: Date, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(date);
}

const offset = (date: Date, timeZone: string): string =>
  format(date, timeZone, { day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** `Europe/Berlin` is told by its city. */
export const zoneName = (zone: string): string =>
  `${(zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')} time`;
