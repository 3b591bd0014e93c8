import { listWords } from '../../lab/matchers/matcher.ts';
import {
  type NamespaceKind,
  namespaceKinds,
  type Observation,
  type ObservedContainer,
} from '../../lab/observation/observation.ts';
import { initOf, knownOf } from './fact.ts';
import { networkName } from './network-name.ts';

/** A line that joins those who share something. */
export interface Rail {
  readonly label: string;
  readonly hint: string;
  /** Indexes of nodes, each group a line of its own; those alone are groups of one. */
  readonly groups: readonly (readonly number[])[];
}

/** Who shares what with whom: nodes, and for each thing the lines between them. */
export interface Rails {
  readonly nodes: readonly { readonly label: string; readonly kind: 'host' | 'container' | 'sandbox' }[];
  readonly rails: readonly Rail[];
  readonly words: readonly string[];
}

/** What each kind of namespace keeps apart: namespaces(7). */
export const namespaceWords: Readonly<Record<NamespaceKind, string>> = {
  mnt: 'what is mounted where',
  pid: 'which processes there are',
  net: 'interfaces, addresses, ports',
  ipc: 'shared memory and message queues',
  uts: 'the host name',
  user: 'user ids and capabilities',
  cgroup: 'the root of the cgroup tree',
  time: 'boot and monotonic clocks',
};

/** In which kinds of namespaces stand. */
export const namespaceOrder: readonly NamespaceKind[] = [
  'mnt',
  'pid',
  'net',
  'ipc',
  'uts',
  'cgroup',
  'user',
  'time',
];

/** The host and the containers, and a line for each namespace that some of them share. */
export function namespaceRails({ host, containers }: Observation): Rails {
  const hosts = knownOf(host)?.namespaces;
  const nodes = [
    ...(hosts ? [{ label: 'host', kind: 'host' as const, namespaces: hosts }] : []),
    ...containers.map((container) => ({
      label: container.service,
      kind: container.processes.source === 'sandbox' ? ('sandbox' as const) : ('container' as const),
      // What a sandbox numbers by itself cannot be compared.
      namespaces:
        container.processes.source === 'sandbox' ? {} : (knownOf(initOf(container))?.namespaces ?? {}),
    })),
  ];
  const rails = namespaceOrder.map((kind) => ({
    label: kind,
    hint: namespaceWords[kind],
    groups: groupBy(nodes.map(({ namespaces }) => namespaces[kind])),
  }));
  return {
    nodes: nodes.map(({ label, kind }) => ({ label, kind })),
    rails,
    words: shareWords(containers, hosts),
  };
}

/** The containers and, for each network, a line between those that are in it. */
export function networkRails({ containers, project }: Observation): Rails {
  const names = [...new Set(containers.flatMap(({ declared }) => declared.networks.map(({ name }) => name)))];
  const rails = names.sort().map((name) => ({
    label: networkName(name, project),
    hint: 'a network of the engine',
    groups: [
      containers.flatMap(({ declared }, index) =>
        declared.networks.some((network) => network.name === name) ? [index] : [],
      ),
    ],
  }));
  const words = rails.map(({ label, groups }) => {
    const members = (groups[0] ?? []).flatMap((index) => containers[index]?.service ?? []);
    return members.length > 1
      ? `${listWords(members)} reach one another over ${label}`
      : `${listWords(members)} is alone on ${label}`;
  });
  return {
    nodes: containers.map(({ service }) => ({ label: service, kind: 'container' as const })),
    rails,
    words,
  };
}

/** Indexes of those that have the same value; who has none is in no group. */
export function groupBy(values: readonly (number | undefined)[]): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  values.forEach((value, index) => {
    if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), index]);
  });
  return [...groups.values()];
}

function shareWords(
  containers: readonly ObservedContainer[],
  hosts: Readonly<Partial<Record<NamespaceKind, number>>> | undefined,
): readonly string[] {
  return containers.flatMap((container, at) => {
    const init = initOf(container);
    if (init.source === 'unknown') return [`${container.service}: unknown, ${init.reason}`];
    if (init.source === 'sandbox')
      return [`${container.service} has a kernel of its own, and with it all of its namespaces`];
    const shared = (other: Readonly<Partial<Record<NamespaceKind, number>>> | undefined) =>
      namespaceKinds.filter((kind) => {
        const own = init.value.namespaces[kind];
        return own !== undefined && own === other?.[kind];
      });
    const withHost = shared(hosts);
    const parts = containers.slice(at + 1).flatMap((other) => {
      const kinds = shared(knownOf(initOf(other))?.namespaces).filter((kind) => !withHost.includes(kind));
      return kinds.length > 0 ? [`${listWords(kinds)} with ${other.service}`] : [];
    });
    if (hosts && withHost.length > 0) parts.unshift(`${listWords(withHost, 8)} with the host`);
    return [`${container.service} shares ${parts.length > 0 ? parts.join('; ') : 'no namespace'}`];
  });
}
