/**
 * A value of JSON as the one text that RFC 8785 has for it, so that equal values have equal hashes: members by the
 * UTF-16 code units of their names, no white space, numbers and strings as ECMAScript writes them. What JSON has no
 * word for is left out, or is `null` in a list, as `JSON.stringify` does. Throws for what is nested too deep.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each)).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, each]) => `${JSON.stringify(name)}:${canonicalJson(each)}`);
  return `{${members.join(',')}}`;
}
