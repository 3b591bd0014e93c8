import * as z from 'zod';
import { type NamespaceKind, namespaceKinds, type Observation } from '../observation.ts';
import type { ContainerMatcher, Judged } from './matcher.ts';

const schema = z.strictObject({
  kind: z.literal('namespace'),
  namespace: z.enum(namespaceKinds),
  /** `host`, or the name of a service. */
  with: z.string(),
  shared: z.boolean(),
});

export const namespace: ContainerMatcher<typeof schema> = {
  scope: 'container',
  schema,
  title: (m) =>
    `${m.shared ? 'shares' : 'does not share'} the ${m.namespace} namespace ${m.shared ? 'with' : 'of'} ${named(m.with)}`,
  expected: (m) =>
    m.shared
      ? `the ${m.namespace} namespace of ${named(m.with)}`
      : `a ${m.namespace} namespace apart from ${named(m.with)}`,
  judge(m, container, { observation }) {
    if (container.processes.source === 'unknown') return container.processes;
    if (m.with !== 'host' && !runs(m.with, observation)) {
      const observed = `has nobody to compare with: there is no running container of ${m.with}`;
      return { source: container.processes.source, value: { ok: false, observed } };
    }
    const own = container.processes.value.find((process) => process.init)?.namespaces[m.namespace];
    const other = otherNamespace(m.with, m.namespace, observation);
    if (own === undefined)
      return { source: 'unknown', reason: `the ${m.namespace} namespace could not be read` };
    if (other === undefined)
      return {
        source: 'unknown',
        reason: `the ${m.namespace} namespace of ${named(m.with)} could not be read`,
      };
    const shared = own === other;
    const judged: Judged = {
      ok: shared === m.shared,
      observed: shared
        ? `shares the ${m.namespace} namespace with ${named(m.with)}`
        : `has a ${m.namespace} namespace apart from ${named(m.with)}`,
    };
    return { source: container.processes.source, value: judged };
  },
};

const named = (who: string) => (who === 'host' ? 'the host' : who);

/** What cannot be seen of a service that does not run is no lack of the host's. */
const runs = (service: string, observation: Observation) =>
  observation.containers.some((each) => each.service === service && each.declared.status === 'running');

function otherNamespace(who: string, kind: NamespaceKind, observation: Observation): number | undefined {
  if (who === 'host')
    return observation.host.source === 'unknown' ? undefined : observation.host.value.namespaces[kind];
  const other = observation.containers.find((each) => each.service === who);
  if (!other || other.processes.source === 'unknown') return undefined;
  return other.processes.value.find((process) => process.init)?.namespaces[kind];
}

/** namespaces(7): `shares('pid').with('db')`, `apart('net').from('host')`. */
export const shares = (kind: NamespaceKind) => ({
  with: (who: string) => ({ kind: 'namespace', namespace: kind, with: who, shared: true }) as const,
});
export const apart = (kind: NamespaceKind) => ({
  from: (who: string) => ({ kind: 'namespace', namespace: kind, with: who, shared: false }) as const,
});
