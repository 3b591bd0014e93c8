/**
 * What a record has under a name that somebody else chose. Undefined for what it only inherits, as every object does
 * `constructor` and `toString`.
 */
export function ownValue<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
