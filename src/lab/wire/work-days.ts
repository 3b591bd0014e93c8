/** For how many days a course keeps what is handed in, after nothing more is accepted of its assignment. */

/** Of a new course: long enough for whoever objects after the next examinations. */
export const usualWorkDays = 365;
export const longestWorkDays = 3_650;

/** As it is typed: `400`, `400d`, or `always`, which is null: until somebody is erased. Undefined where it is none. */
export function readWorkDays(text: string): number | null | undefined {
  if (text === 'always') return null;
  const days = Number(/^(\d+)d?$/.exec(text)?.[1]);
  return days >= 1 && days <= longestWorkDays ? days : undefined;
}

/** What is said where it is none. */
export const noWorkDays = (text: string) => ({
  message: `“${text}” is no time for which work can be kept.`,
  fix: `Say a number of days from 1 to ${longestWorkDays}, or “always”.`,
});

export const countDays = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

/** As the end of “What is handed in is kept …”. */
export const sayWorkDays = (days: number | null): string =>
  days === null
    ? 'until whoever handed it in is erased'
    : `for ${countDays(days)} after nothing more is accepted of its assignment`;
