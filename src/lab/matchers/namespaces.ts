import * as z from 'zod';
import type { Unknown } from '../observation/fact.ts';
import {
  type NamespaceKind,
  namespaceKinds,
  type Observation,
  type ObservedContainer,
} from '../observation/observation.ts';
import { processMatcher } from './matcher.ts';

/** The engine's host, the first process of the same container, or that of each container of a service. */
const WhoseSchema = z.union([z.enum(['host', 'init']), z.strictObject({ service: z.string() })]);
type Whose = z.output<typeof WhoseSchema>;

export const namespace = processMatcher({
  kind: 'namespace',
  fields: { namespace: z.enum(namespaceKinds), with: WhoseSchema, shared: z.boolean() },
  title: (m) =>
    `${m.shared ? 'shares' : 'does not share'} the ${m.namespace} namespace ${m.shared ? 'with' : 'of'} ${named(m.with)}`,
  expected: (m) =>
    m.shared
      ? `the ${m.namespace} namespace of ${named(m.with)}`
      : `a ${m.namespace} namespace apart from ${named(m.with)}`,
  judge(m, process, { container, observation }) {
    const own = process.namespaces[m.namespace];
    if (own === undefined) return unread(`the ${m.namespace} namespace`);
    const others = namespacesOf(m.with, m.namespace, container, observation);
    if ('source' in others) return others;
    if (others.length === 0) {
      const observed = `has nobody to compare with: there is no running container of ${named(m.with)}`;
      return { ok: false, observed };
    }
    const same = others.filter((other) => other === own).length;
    return {
      ok: same === (m.shared ? others.length : 0),
      observed:
        same > 0
          ? `shares the ${m.namespace} namespace with ${same < others.length ? `${same} of ${others.length} of ` : ''}${named(m.with)}`
          : `has a ${m.namespace} namespace apart from ${named(m.with)}`,
    };
  },
});

const named = (whose: Whose) =>
  whose === 'host' ? 'the host' : whose === 'init' ? 'its container’s first process' : whose.service;

function unread(what: string): Unknown {
  return { source: 'unknown', reason: `${what} could not be read`, cause: 'not-seen' };
}

/** The numbers of those that are compared with; none where nobody of them runs. */
function namespacesOf(
  whose: Whose,
  kind: NamespaceKind,
  container: ObservedContainer,
  { host, containers }: Observation,
): readonly number[] | Unknown {
  if (whose === 'host') {
    if (host.source === 'unknown') return host;
    const number = host.value.namespaces[kind];
    return number === undefined ? unread(`the ${kind} namespace of the host`) : [number];
  }
  const others =
    whose === 'init'
      ? [container]
      : containers.filter((each) => each.service === whose.service && each.declared.status === 'running');
  const numbers: number[] = [];
  for (const { processes } of others) {
    if (processes.source === 'unknown') return processes;
    const number = processes.value.find((process) => process.init)?.namespaces[kind];
    if (number === undefined) return unread(`the ${kind} namespace of ${named(whose)}`);
    numbers.push(number);
  }
  return numbers;
}

export const namespaceOwner = processMatcher({
  kind: 'namespace-owner',
  asks: ['namespaces'],
  fields: { namespace: z.enum(namespaceKinds).exclude(['user']) },
  title: ({ namespace }) => `its user namespace owns its ${namespace} namespace`,
  expected: ({ namespace }) => `a ${namespace} namespace that its own user namespace owns`,
  judge({ namespace }, process, { container, observation: { host } }) {
    const { namespaceOwners } = container.asked;
    if (namespaceOwners.source === 'unknown') return namespaceOwners;
    const [own, user] = [process.namespaces[namespace], process.namespaces.user];
    const owner = own === undefined ? undefined : namespaceOwners.value[own];
    if (owner === undefined || user === undefined) return unread(`who owns the ${namespace} namespace`);
    const isHosts = host.source !== 'unknown' && host.value.namespaces.user === user;
    const observed =
      owner !== user
        ? `has a ${namespace} namespace that another user namespace owns`
        : isHosts
          ? 'is in the user namespace of the host'
          : `has a ${namespace} namespace that its own user namespace owns`;
    return { ok: owner === user && !isHosts, observed };
  },
});

/** Whom to compare with: a service, the `host` of the engine, or the `init` of the same container. */
type Compared = 'host' | 'init' | { readonly name: string };
const whoseOf = (who: Compared): Whose => (typeof who === 'string' ? who : { service: who.name });

/** namespaces(7): `shares('pid').with(db)`, `apart('net').from('host')`, `apart('mnt').from('init')`. */
export const shares = (kind: NamespaceKind) => ({
  with: (who: Compared) =>
    ({ kind: 'namespace', namespace: kind, with: whoseOf(who), shared: true }) as const,
});
export const apart = (kind: NamespaceKind) => ({
  from: (who: Compared) =>
    ({ kind: 'namespace', namespace: kind, with: whoseOf(who), shared: false }) as const,
});
/** ioctl_ns(2): the user namespace of a process owns its namespace, so root of that one has power over it. */
export const owns = (kind: Exclude<NamespaceKind, 'user'>) =>
  ({ kind: 'namespace-owner', namespace: kind }) as const;
