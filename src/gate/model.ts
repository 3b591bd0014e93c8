/** The form that `docker compose config` gives a compose file, as far as the gate looks into it. */
import { isJsonMap, type Json, type JsonMap } from './json.ts';

/** A map's value; an empty map where there is none. */
export function mapAt(node: Json | undefined, key: string): JsonMap {
  const value = isJsonMap(node) && Object.hasOwn(node, key) ? node[key] : undefined;
  return isJsonMap(value) ? value : {};
}

/** A list's entries; a single value counts as a list of one, and nothing as none. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string'
    ? value
    : value === undefined || value === null || typeof value === 'object'
      ? ''
      : String(value);
}

export const servicesOf = (model: JsonMap): readonly (readonly [string, JsonMap])[] =>
  Object.entries(mapAt(model, 'services')).flatMap(([name, value]) =>
    isJsonMap(value) ? [[name, value] as const] : [],
  );

/** Says nothing: null, false, an empty text, list or map. */
export const isEmpty = (value: Json): boolean =>
  value === null ||
  value === false ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);
