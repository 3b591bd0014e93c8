import type { Fact } from '../../lab/observation/fact.ts';
import type {
  CapabilitySets,
  IdMapping,
  NamespaceKind,
  ObservedHost,
  ObservedProcess,
} from '../../lab/observation/observation.ts';
import type { FactRow } from './fact-row.ts';
import { line, perProcess, processNames, rowOf } from './fact-row.ts';

const setNames = ['effective', 'permitted', 'inheritable', 'bounding', 'ambient'] as const;

type Processes = Fact<readonly ObservedProcess[]>;

/** Who runs, with which powers: what /proc says of every process of a container. */
export function processRows(
  prefix: string,
  processes: Processes,
  host: Fact<ObservedHost>,
): readonly FactRow[] {
  return [
    rowOf(`${prefix}/processes`, 'Processes', processes, (all) => [
      line(all.length === 0 ? 'none' : processNames(all)),
    ]),
    rowOf(`${prefix}/user`, 'User', processes, (all) => perProcess(all, (one) => ({ text: userText(one) }))),
    ...setNames.map((set) =>
      rowOf(`${prefix}/caps.${set}`, `Capabilities, ${set}`, processes, (all) =>
        perProcess(all, (one) => setText(one.capabilities, set, host)),
      ),
    ),
    rowOf(`${prefix}/no-new-privileges`, 'No new privileges', processes, (all) =>
      perProcess(all, (one) => ({ text: one.noNewPrivileges ? 'set' : 'not set' })),
    ),
    rowOf(`${prefix}/seccomp`, 'Seccomp', processes, (all) =>
      perProcess(all, (one) => ({ text: seccompText(one) })),
    ),
    namespaceRow(prefix, processes, host),
    rowOf(`${prefix}/lsm`, 'Security module', processes, (all) =>
      perProcess(all, (one) => ({ text: one.lsmLabel === '' ? 'no label' : one.lsmLabel })),
    ),
  ];
}

function setText(
  sets: CapabilitySets,
  set: (typeof setNames)[number],
  host: Fact<ObservedHost>,
): { text: string; names?: readonly string[] } {
  const names = sets[set];
  if (names.length === 0) return { text: '0' };
  const every = host.source === 'unknown' ? undefined : host.value.lastCapability + 1;
  return { text: names.length === every ? `all ${names.length}` : String(names.length), names };
}

function seccompText(process: ObservedProcess): string {
  if (process.seccompMode === 0) return 'off';
  if (process.seccompMode === 1) return 'strict';
  return process.seccompFilters === 1 ? '1 filter' : `${process.seccompFilters} filters`;
}

function userText(process: ObservedProcess): string {
  const uid = idText('uid', process.uids[1], process.uidMap);
  const gid = idText('gid', process.gids[1], process.gidMap);
  return `${uid}, ${gid}`;
}

/** /proc of the host shows outer ids; where a user namespace maps them, both are told. */
function idText(word: string, outer: number, map: readonly IdMapping[]): string {
  const mapping = map.find((one) => outer >= one.outside && outer < one.outside + one.length);
  const inner = mapping === undefined ? outer : mapping.inside + (outer - mapping.outside);
  const root = inner === 0 && word === 'uid' ? ' (root)' : '';
  return inner === outer ? `${word} ${inner}${root}` : `${word} ${inner}${root}, on the host ${outer}`;
}

function namespaceRow(prefix: string, processes: Processes, host: Fact<ObservedHost>): FactRow {
  const key = `${prefix}/namespaces`;
  const label = 'Namespaces shared with the host';
  if (host.source === 'unknown') return { key, label, lines: [], source: 'unknown', reason: host.reason };
  return rowOf(key, label, processes, (all) =>
    perProcess(all, (one) => {
      const shared = sharedNamespaces(one.namespaces, host.value.namespaces);
      return shared.length === 0 ? { text: 'none' } : { text: String(shared.length), names: shared };
    }),
  );
}

/** Kinds in which both have the same inode. */
export function sharedNamespaces(
  a: Readonly<Partial<Record<NamespaceKind, number>>>,
  b: Readonly<Partial<Record<NamespaceKind, number>>>,
): readonly NamespaceKind[] {
  return (Object.keys(a) as NamespaceKind[])
    .filter((kind) => a[kind] !== undefined && a[kind] === b[kind])
    .toSorted();
}
