import type { IdMapping } from '../../lab/observation/observation.ts';

/** Reads /proc/PID/uid_map or gid_map: user_namespaces(7). What is no line of three numbers is passed over. */
export function parseIdMap(text: string): readonly IdMapping[] {
  return [...text.matchAll(/^ *(\d{1,10}) +(\d{1,10}) +(\d{1,10})$/gm)].map(
    ([, inside, outside, length]) => ({
      inside: Number(inside),
      outside: Number(outside),
      length: Number(length),
    }),
  );
}
