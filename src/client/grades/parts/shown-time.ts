/** `Mon 30 Nov 2026, 23:59`, by the clocks of a course, with the zone where the reader's show another time. */
export function shownTime(at: string, zone: string, here: string): string {
  const date = new Date(at);
  const inCourse = format(date, zone);
  return inCourse === format(date, here) ? inCourse : `${inCourse} (${zone})`;
}

const format = (date: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(date);
