import { dayAndTime } from '../../core/moment-words.ts';

/** `Mon 30 Nov 2026, 23:59`, by the clocks of a course, with the zone where the reader's show another time. */
export function shownTime(at: string, zone: string, here: string): string {
  const inCourse = dayAndTime(at, zone);
  return inCourse === dayAndTime(at, here) ? inCourse : `${inCourse} (${zone})`;
}
