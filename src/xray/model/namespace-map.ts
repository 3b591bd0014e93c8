import { listWords } from '../../lab/matchers/matcher.ts';
import type { Fact } from '../../lab/observation/fact.ts';
import type {
  NamespaceKind,
  Observation,
  ObservedContainer,
  ObservedProcess,
} from '../../lab/observation/observation.ts';
import { knownOf, mapFact } from './fact.ts';
import { seenId } from './identity.ts';
import { groupBy, namespaceOrder, namespaceWords, type Rails } from './rails.ts';

/** A user namespace, and what is its own: ioctl_ns(2), NS_GET_USERNS. */
export interface NamespaceOwner {
  /** `that of worker`, `that of the host`. */
  readonly label: string;
  /** Whom its root is for the host: `uid 10001`, `root`, `nobody that it maps`. */
  readonly root: string;
  /** Kinds, each once for every namespace of that kind: `mnt of worker`. */
  readonly owns: readonly string[];
}

/** Processes of one container by namespace, and which user namespace owns which. */
export interface NamespaceMap {
  readonly rails: Rails;
  readonly owners: Fact<readonly NamespaceOwner[]>;
}

type Namespaces = ObservedProcess['namespaces'];

/** A column: processes of one name that are in the same namespaces. */
interface Place {
  readonly label: string;
  readonly namespaces: Namespaces;
  readonly process: ObservedProcess | undefined;
}

/** What is known of a container's processes; those that nobody saw are in no column. */
export function namespaceMapOf(container: ObservedContainer, { host }: Observation): NamespaceMap {
  const hosts = knownOf(host)?.namespaces;
  const places = placesOf(knownOf(container.processes) ?? []);
  const columns: readonly Place[] = [
    ...(hosts ? [{ label: 'host', namespaces: hosts, process: undefined }] : []),
    ...places,
  ];
  return {
    rails: {
      nodes: columns.map(({ label, process }) => ({ label, kind: process ? 'container' : 'host' })),
      rails: namespaceOrder.map((kind) => ({
        label: kind,
        hint: namespaceWords[kind],
        groups: groupBy(columns.map(({ namespaces }) => namespaces[kind])),
      })),
      words: columns.flatMap((place, index) => apartWords(place, columns[index - 1])),
    },
    owners: mapFact(container.asked.namespaceOwners, (owners) => ownersOf(columns, owners)),
  };
}

/** First come, first drawn: the container's first process, then by id. */
function placesOf(processes: readonly ObservedProcess[]): readonly Place[] {
  const found = new Map<string, Place>();
  const ordered = [...processes].sort(
    (one, other) => Number(other.init) - Number(one.init) || one.pid - other.pid,
  );
  for (const process of ordered) {
    const { name, namespaces } = process;
    const key = JSON.stringify([name, ...namespaceOrder.map((kind) => namespaces[kind])]);
    if (!found.has(key)) found.set(key, { label: name, namespaces, process });
  }
  return [...found.values()];
}

/** What a place has apart from the one before it. */
function apartWords(place: Place, before: Place | undefined): readonly string[] {
  if (!before || !place.process) return [];
  const apart = namespaceOrder.filter((kind) => place.namespaces[kind] !== before.namespaces[kind]);
  const { inside, outside } = seenId(place.process.uids[1], place.process.uidMap);
  const who = inside === outside ? `uid ${inside}` : `uid ${inside} inside, ${outside} on the host`;
  const kinds = apart.length === 0 ? 'in no kind' : `in ${listWords(apart, 8)}`;
  return [`${place.label} (${who}) is apart from ${before.label} ${kinds}`];
}

function ownersOf(
  columns: readonly Place[],
  owners: Readonly<Record<string, number>>,
): readonly NamespaceOwner[] {
  const users = [...new Set(columns.flatMap(({ namespaces }) => namespaces.user ?? []))];
  return users.map((user) => {
    const first = columns.find(({ namespaces }) => namespaces.user === user);
    const owns = namespaceOrder
      .filter((kind) => kind !== 'user')
      .flatMap((kind) => ownedOf(kind, user, columns, owners));
    return {
      label: first?.process ? `that of ${first.label}` : 'that of the host',
      root: rootOf(first?.process),
      owns,
    };
  });
}

/** The namespaces of a kind that a user namespace owns, each by those who are in it. */
function ownedOf(
  kind: NamespaceKind,
  user: number,
  columns: readonly Place[],
  owners: Readonly<Record<string, number>>,
): readonly string[] {
  const numbers = [...new Set(columns.flatMap(({ namespaces }) => namespaces[kind] ?? []))];
  return numbers
    .filter((number) => owners[number] === user)
    .map((number) => {
      const inIt = columns.filter(({ namespaces }) => namespaces[kind] === number);
      return `${kind} of ${listWords(inIt.map(({ label }) => label))}`;
    });
}

function rootOf(process: ObservedProcess | undefined): string {
  if (!process) return 'root';
  const line = process.uidMap.find(({ inside, length }) => inside === 0 && length > 0);
  if (!line) return 'nobody, as no line maps it';
  return line.outside === 0 ? 'root' : `uid ${line.outside}`;
}
