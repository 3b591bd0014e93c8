/** Times as a field of a form has them: by the clock of this device, without a zone. */

/** `2026-11-24T09:30`, as `<input type="datetime-local">` reads it. */
export function localTime(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Three hours on, at the next quarter of an hour: as a workshop usually is. */
export function roundedEnd(now: Date): Date {
  const quarter = 15 * 60_000;
  return new Date(Math.ceil((now.getTime() + 3 * 3_600_000) / quarter) * quarter);
}
