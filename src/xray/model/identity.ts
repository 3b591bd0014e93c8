import type { Fact } from '../../lab/observation/fact.ts';
import type { IdMapping, ObservedContainer, ObservedProcess } from '../../lab/observation/observation.ts';
import { countOf, initOf, mapFact } from './fact.ts';

/** An id as its container sees it and as the host does. */
export interface SeenId {
  readonly inside: number;
  readonly outside: number;
}

/** Who the first process is, and who else is there. */
export interface Identity {
  readonly uid: SeenId;
  readonly gid: SeenId;
  /** Whether a user namespace gives other numbers to the ids of the host. */
  readonly mapped: boolean;
  /** The kernel of a sandbox tells nothing of the host's ids. */
  readonly sandboxed: boolean;
  readonly noNewPrivileges: boolean;
  readonly processes: number;
  /** `2 other processes run as uid 101`; empty where all are alike. */
  readonly others: readonly string[];
  readonly words: string;
}

export function identityOf(container: ObservedContainer): Fact<Identity> {
  const all = container.processes.source === 'unknown' ? [] : container.processes.value;
  const sandboxed = container.processes.source === 'sandbox';
  return mapFact(initOf(container), (init) => {
    const uid = seenId(init.uids[1], init.uidMap);
    const gid = seenId(init.gids[1], init.gidMap);
    const mapped = init.uidMap.some(({ inside, outside }) => inside !== outside);
    return {
      uid,
      gid,
      mapped,
      sandboxed,
      noNewPrivileges: init.noNewPrivileges,
      processes: all.length,
      others: otherUsers(init, all),
      words: wordsOf(uid, mapped, sandboxed),
    };
  });
}

/** An id of the host’s, and what a map makes of it; one that no line has stands for itself. */
export function seenId(outside: number, map: readonly IdMapping[]): SeenId {
  const mapping = map.find((one) => outside >= one.outside && outside < one.outside + one.length);
  return { inside: mapping ? mapping.inside + (outside - mapping.outside) : outside, outside };
}

function wordsOf({ inside, outside }: SeenId, mapped: boolean, sandboxed: boolean): string {
  const who = inside === 0 ? 'root inside' : `uid ${inside} inside`;
  if (sandboxed) return `${who}, by the word of the sandbox’s own kernel`;
  if (mapped) return `${who}, ${outside === 0 ? 'and root' : `but uid ${outside}`} on the host`;
  return inside === 0 ? 'root inside, and the same root on the host' : `${who} and on the host`;
}

function otherUsers(init: ObservedProcess, all: readonly ObservedProcess[]): readonly string[] {
  const counts = new Map<number, number>();
  for (const { uids, uidMap } of all) {
    const { inside } = seenId(uids[1], uidMap);
    counts.set(inside, (counts.get(inside) ?? 0) + 1);
  }
  const own = seenId(init.uids[1], init.uidMap).inside;
  return [...counts].flatMap(([uid, count]) => {
    if (uid === own) return [];
    const verb = count === 1 ? 'runs' : 'run';
    return [`${countOf(count, 'other process', 'other processes')} ${verb} as uid ${uid}`];
  });
}
