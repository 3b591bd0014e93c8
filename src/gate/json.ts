/** What JSON can say: the form in which a compose file is judged and run. */
export type Json = null | boolean | number | string | readonly Json[] | JsonMap;
export type JsonMap = { readonly [key: string]: Json };

export function isJsonMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys from the top of a compose file down; a number stands for the place in a list. */
export type KeyPath = readonly (string | number)[];
