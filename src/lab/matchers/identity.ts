import * as z from 'zod';
import { type Amount, amount, numberOf } from '../checks/amount.ts';
import type { IdMapping } from '../observation/observation.ts';
import { processMatcher } from './matcher.ts';

/** The id inside a user namespace of an id outside; `undefined` where the map does not reach it. */
export function mapIn(outside: number, map: readonly IdMapping[]): number | undefined {
  const line = map.find((each) => outside >= each.outside && outside < each.outside + each.length);
  return line && line.inside + (outside - line.outside);
}

const named = (uid: number) => (uid === 0 ? 'uid 0 (root)' : `uid ${uid}`);

export const identity = processMatcher({
  kind: 'identity',
  fields: {
    /** `not-root`: no user id of it inside the container is 0. `is`: the effective one is `uid`, and no other is 0. */
    rule: z.enum(['not-root', 'is', 'not-root-on-host']),
    uid: amount(z.number().int().nonnegative()).optional(),
  },
  title: ({ rule, uid }) =>
    rule === 'is'
      ? `runs as uid ${uid}`
      : rule === 'not-root'
        ? 'does not run as root'
        : 'is not root on the host',
  expected: ({ rule, uid }) =>
    rule === 'is' ? `uid ${uid}` : rule === 'not-root' ? 'any uid but 0' : 'any uid but 0 on the host',
  judge({ rule, uid }, process) {
    const seenOf = (onHost: number) =>
      rule === 'not-root-on-host' ? onHost : (mapIn(onHost, process.uidMap) ?? onHost);
    const seen = seenOf(process.uids[1]);
    // Whose real or saved id is root's makes itself root again by one call: setresuid(2).
    const isRootAgain = seen !== 0 && process.uids.some((id) => seenOf(id) === 0);
    const isAsked = rule === 'is' ? uid !== undefined && seen === numberOf(uid) : seen !== 0;
    const again = isRootAgain ? ', and may make itself root again' : '';
    return { ok: isAsked && !isRootAgain, observed: `runs as ${named(seen)}${again}` };
  },
});

export const idMap = processMatcher({
  kind: 'id-map',
  fields: { atLeast: z.number().int().positive() },
  title: ({ atLeast }) => `has ${atLeast} user ids of its own`,
  expected: ({ atLeast }) =>
    `a user namespace that maps at least ${atLeast} user ids, none of them the host’s`,
  judge({ atLeast }, { uidMap }) {
    const ids = uidMap.reduce((sum, { length }) => sum + length, 0);
    // Root of the host is somebody of the host under whichever id.
    const isHosts = uidMap.some(({ inside, outside }) => inside === outside || outside === 0);
    return {
      ok: ids >= atLeast && !isHosts,
      observed: isHosts ? 'has the user ids of the host' : `maps ${ids} user id${ids === 1 ? '' : 's'}`,
    };
  },
});

/** Whom a process runs as: user ids inside the container, unless said otherwise. */
export const user = {
  notRoot: () => ({ kind: 'identity', rule: 'not-root' }) as const,
  is: (uid: Amount) => ({ kind: 'identity', rule: 'is', uid }) as const,
  /** Its user namespace maps so many ids to others outside: user_namespaces(7). */
  mapsAtLeast: (atLeast: number) => ({ kind: 'id-map', atLeast }) as const,
  notRootOnHost: () => ({ kind: 'identity', rule: 'not-root-on-host' }) as const,
};
