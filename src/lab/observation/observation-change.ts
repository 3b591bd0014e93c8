/** What became different between two observations of one project, as data and in words. Pure. */
import { isGivenMount } from '../checks/given-mounts.ts';
import { formatBytes } from '../general/units.ts';
import { listWords } from '../matchers/matcher.ts';
import type { Fact } from './fact.ts';
import type { SyscallFilter } from './filters.ts';
import {
  type ListeningSocket,
  type NamespaceKind,
  namespaceKinds,
  type Observation,
  type ObservedContainer,
  type ObservedMount,
  type ObservedProcess,
} from './observation.ts';

/** What can become different. Facts of processes are those of a container's init, but for `processes`. */
export type ChangedAspect =
  | 'container'
  | 'status'
  | 'health'
  | 'image'
  | 'capabilities'
  | 'identity'
  | 'seccomp'
  | 'system-calls'
  | 'no-new-privileges'
  | 'namespace'
  | 'processes'
  | 'root'
  | 'mounts'
  | 'limit'
  | 'listening';

export interface ObservationChange {
  readonly service: string;
  readonly container: string;
  readonly aspect: ChangedAspect;
  /** Which one: `effective`, `pid`, `memory`. Empty where there is only one. */
  readonly of: string;
  /** What is there now and was not, and the other way round. Of a single value: the new and the old. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** `web: effective capabilities lost NET_RAW`. */
  readonly text: string;
}

const capabilitySets = ['effective', 'permitted', 'inheritable', 'bounding', 'ambient'] as const;

interface Facet {
  readonly aspect: ChangedAspect;
  readonly of: string;
  /** Stands before "lost …" or "was …, is …". */
  readonly words: string;
  readonly single: boolean;
  readonly values: readonly string[];
}

/**
 * Containers are matched by name, so that one made anew by Compose is the same one. What was unknown before or is
 * now is left out: that a container stopped is told once, not once for each fact. Figures that never rest (memory and
 * processes used) are no change; namespaces are compared by who shares them, for their numbers mean nothing later.
 */
export function compareObservations(before: Observation, after: Observation): readonly ObservationChange[] {
  const names = new Set([...before.containers, ...after.containers].map(({ declared }) => declared.name));
  return [...names].flatMap((name) => {
    const was = before.containers.find(({ declared }) => declared.name === name);
    const is = after.containers.find(({ declared }) => declared.name === name);
    if (was && is) return compareFacets(is, [...facetsOf(was, before)], [...facetsOf(is, after)]);
    const there = is ?? was;
    return there ? [cameOrWent(there, is !== undefined)] : [];
  });
}

function cameOrWent({ service, declared }: ObservedContainer, came: boolean): ObservationChange {
  const [gained, lost] = came ? [[declared.name], []] : [[], [declared.name]];
  const text = `${service}: container ${declared.name} ${came ? 'is new' : 'is gone'}`;
  return { service, container: declared.name, aspect: 'container', of: '', gained, lost, text };
}

function compareFacets(
  { service, declared }: ObservedContainer,
  before: readonly Facet[],
  after: readonly Facet[],
): readonly ObservationChange[] {
  return after.flatMap((is) => {
    const was = before.find(({ aspect, of }) => aspect === is.aspect && of === is.of);
    if (!was) return [];
    const gained = is.values.filter((value) => !was.values.includes(value));
    const lost = was.values.filter((value) => !is.values.includes(value));
    if (gained.length === 0 && lost.length === 0) return [];
    const { aspect, of } = is;
    const text = `${service}: ${is.words} ${putInWords(is.single, gained, lost)}`;
    return [{ service, container: declared.name, aspect, of, gained, lost, text }];
  });
}

function putInWords(single: boolean, gained: readonly string[], lost: readonly string[]): string {
  if (single) return `was ${lost[0] ?? 'none'}, is ${gained[0] ?? 'none'}`;
  const parts = [
    lost.length > 0 && `lost ${listWords(lost)}`,
    gained.length > 0 && `gained ${listWords(gained)}`,
  ];
  return parts.filter((part) => part !== false).join(' and ');
}

function* facetsOf(container: ObservedContainer, observation: Observation): Generator<Facet> {
  const { declared } = container;
  yield one('status', '', 'status', declared.status);
  yield one('health', '', 'health', declared.health);
  yield one('image', '', 'image', declared.image.id.slice(0, 19));
  const processes = known(container.processes);
  if (processes) yield many('processes', '', 'processes', countNames(processes));
  const init = processes?.find((process) => process.init);
  if (init) {
    yield* initFacets(init);
    for (const kind of namespaceKinds)
      yield many(
        'namespace',
        kind,
        `sharers of the ${kind} namespace`,
        sharersOf(kind, container, observation),
      );
  }
  const readOnly = known(container.rootReadOnly);
  if (readOnly !== undefined) yield one('root', '', 'root file system', readOnly ? 'read-only' : 'writable');
  const filter = known(container.syscalls);
  if (filter) {
    yield one('system-calls', '', 'system calls let through', nameFilter(filter));
  }
  const mounts = known(container.mounts);
  if (mounts) yield many('mounts', '', 'mounts', ownMounts(mounts).map(nameMount));
  const listening = known(container.listening);
  if (listening) yield many('listening', '', 'listening sockets', ownSockets(listening).map(nameSocket));
  const limits = known(container.limits);
  if (!limits) return;
  yield one('limit', 'memory', 'memory limit', limits.memoryBytes ? formatBytes(limits.memoryBytes) : 'none');
  yield one('limit', 'cpus', 'CPU limit', limits.cpus ? String(limits.cpus) : 'none');
  yield one('limit', 'pids', 'process limit', limits.pids ? String(limits.pids) : 'none');
}

function* initFacets(init: ObservedProcess): Generator<Facet> {
  for (const set of capabilitySets)
    yield many('capabilities', set, `${set} capabilities`, init.capabilities[set]);
  yield one('identity', 'uid', 'user id on the host', String(init.uids[1]));
  yield one('identity', 'gid', 'group id on the host', String(init.gids[1]));
  yield one('seccomp', '', 'seccomp mode', ['off', 'strict', 'filter'][init.seccompMode] ?? 'off');
  yield one('no-new-privileges', '', 'no_new_privs', init.noNewPrivileges ? 'set' : 'clear');
}

function one(aspect: ChangedAspect, of: string, words: string, value: string): Facet {
  return { aspect, of, words, single: true, values: [value] };
}

function many(aspect: ChangedAspect, of: string, words: string, values: readonly string[]): Facet {
  return { aspect, of, words, single: false, values };
}

function known<T>(fact: Fact<T>): T | undefined {
  return fact.source === 'unknown' ? undefined : fact.value;
}

/** `sh`, `sleep`, `sleep (2)`: so that a second one of a name is told. */
function countNames(processes: readonly ObservedProcess[]): readonly string[] {
  const seen = new Map<string, number>();
  return processes.map(({ name }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function sharersOf(
  kind: NamespaceKind,
  container: ObservedContainer,
  observation: Observation,
): readonly string[] {
  const inodeOf = (other: ObservedContainer) =>
    known(other.processes)?.find((process) => process.init)?.namespaces[kind];
  const own = inodeOf(container);
  if (own === undefined) return [];
  const services = observation.containers
    .filter((other) => other !== container && inodeOf(other) === own)
    .map(({ service }) => service);
  return known(observation.host)?.namespaces[kind] === own ? ['the host', ...services] : services;
}

/** `all 375`, `301 of 375 and 3 with some arguments`. */
function nameFilter({ filtering, known, closed, conditional }: SyscallFilter): string {
  if (!filtering) return `all ${known}`;
  const open = `${known - closed.length - conditional.length} of ${known}`;
  return conditional.length === 0 ? open : `${open} and ${conditional.length} with some arguments`;
}

/** The root has a facet of its own, and the rest of what every container has does not change by itself. */
function ownMounts(mounts: readonly ObservedMount[]): readonly ObservedMount[] {
  return mounts.filter(({ mountPoint }) => !isGivenMount(mountPoint));
}

/** Without those of the resolver that Docker puts into every network of a project, on ports of its choice. */
function ownSockets(sockets: readonly ListeningSocket[]): readonly ListeningSocket[] {
  return sockets.filter(({ address }) => address !== '127.0.0.11');
}

function nameMount({ mountPoint, readOnly }: ObservedMount): string {
  return `${mountPoint} (${readOnly ? 'ro' : 'rw'})`;
}

function nameSocket({ protocol, address, port }: ListeningSocket): string {
  return `${protocol} ${address}:${port}`;
}
