/** Which networks a container is on, and whom it meets there. */
import * as z from 'zod';
import type { AttachedNetwork, InspectedContainer } from '../observation/container.ts';
import type { ObservedContainer } from '../observation/observation.ts';
import { containerMatcher, type JudgeContext, type Judgement, listWords } from './matcher.ts';

/** `shop_front` of the project shop is `front` in its compose file. */
function namesOf(networks: readonly AttachedNetwork[], { labels }: InspectedContainer): readonly string[] {
  const project = labels['com.docker.compose.project'] ?? '';
  return networks.map(({ name }) =>
    project !== '' && name.startsWith(`${project}_`) ? name.slice(project.length + 1) : name,
  );
}

/** Where a container has the network of another one, it is on that one's networks. */
function holderOf(
  { declared }: ObservedContainer,
  { observation }: JudgeContext,
): InspectedContainer | undefined {
  const [, id] = /^container:(.+)$/.exec(declared.networkMode) ?? [];
  return id === undefined
    ? declared
    : observation.containers.find((each) => each.declared.id === id)?.declared;
}

/** Judges the networks that the Engine tells; on the host's it is on all. */
function judgeNetworks(
  container: ObservedContainer,
  context: JudgeContext,
  judge: (holder: InspectedContainer) => { readonly ok: boolean; readonly observed: string },
): Judgement {
  const holder = holderOf(container, context);
  if (!holder)
    return {
      source: 'unknown',
      reason: 'the container whose network it has is not of this project',
      cause: 'not-seen',
    };
  if (holder.networkMode === 'host')
    return { source: 'declared', value: { ok: false, observed: 'is on the network of the host' } };
  return { source: 'declared', value: judge(holder) };
}

const tell = (names: readonly string[]) => `is on ${names.length ? listWords(names) : 'no network'}`;

export const attachedNetworks = containerMatcher({
  kind: 'networks',
  declaredIsEnough: true,
  fields: { only: z.array(z.string()) },
  title: ({ only }) => (only.length ? `is on ${listWords(only)} alone` : 'is on no network'),
  expected: ({ only }) => (only.length ? `no network but ${listWords(only)}` : 'no network'),
  judge: ({ only }, container, context) =>
    judgeNetworks(container, context, (holder) => {
      const names = namesOf(holder.networks, holder).filter((name) => name !== 'none');
      return { ok: names.every((name) => only.includes(name)), observed: tell(names) };
    }),
});

export const internalNetworks = containerMatcher({
  kind: 'internal-networks',
  declaredIsEnough: true,
  fields: {},
  title: () => 'is on internal networks alone',
  expected: () => 'networks that lead nowhere but to their members',
  judge: (_, container, context) => {
    const unasked = holderOf(container, context)?.networks.some(
      ({ name, internal }) => name !== 'none' && internal === undefined,
    );
    if (unasked === true)
      return {
        source: 'unknown',
        reason: 'the Engine was not asked whether its networks are internal',
        cause: 'not-seen',
      };
    return judgeNetworks(container, context, (holder) => {
      const open = holder.networks.filter(({ name, internal }) => name !== 'none' && internal !== true);
      return {
        ok: open.length === 0,
        observed: open.length
          ? `is on ${listWords(namesOf(open, holder))}, which leads out`
          : tell(namesOf(holder.networks, holder)),
      };
    });
  },
});

export const networksApart = containerMatcher({
  kind: 'networks-apart',
  declaredIsEnough: true,
  fields: { from: z.string() },
  title: ({ from }) => `shares no network with ${from}`,
  expected: ({ from }) => `no network on which ${from} is`,
  judge: ({ from }, container, context) =>
    judgeNetworks(container, context, (holder) => {
      const others = context.observation.containers.filter(
        ({ service, declared }) => service === from && declared.status === 'running',
      );
      if (others.length === 0)
        return { ok: false, observed: `has nobody to compare with: ${from} does not run` };
      const theirs = others.map((other) => holderOf(other, context));
      if (
        theirs.some((other) => other === undefined || other.networkMode === 'host' || other.id === holder.id)
      )
        return { ok: false, observed: `is not kept apart from ${from} by networks` };
      const ids = new Set(theirs.flatMap((other) => other?.networks.map(({ id }) => id) ?? []));
      const shared = holder.networks.filter(({ id, name }) => name !== 'none' && ids.has(id));
      return {
        ok: shared.length === 0,
        observed: shared.length
          ? `shares the network ${listWords(namesOf(shared, holder))} with ${from}`
          : `shares no network with ${from}`,
      };
    }),
});

export const unsharedNetwork = containerMatcher({
  kind: 'network-unshared',
  declaredIsEnough: true,
  fields: {},
  title: () => 'shares its network with no other container',
  expected: () => 'a network of its own, in which no other container answers',
  judge: (_, { declared }, { observation }) => {
    const sharing =
      declared.networkMode === 'host' || declared.networkMode.startsWith('container:')
        ? `has the network of ${declared.networkMode === 'host' ? 'the host' : 'another container'}`
        : undefined;
    const guests = observation.containers.filter(
      (each) =>
        each.declared.networkMode === `container:${declared.id}` && each.declared.status === 'running',
    );
    const shared = guests.length
      ? `shares its network with ${listWords([...new Set(guests.map(({ service }) => service))])}`
      : sharing;
    return {
      source: 'declared',
      value: { ok: shared === undefined, observed: shared ?? 'has a network of its own' },
    };
  },
});

/** Networks by their names in the compose file. */
export const networks = {
  only: (...only: string[]) => ({ kind: 'networks', only }) as const,
  none: () => ({ kind: 'networks', only: [] as string[] }) as const,
  /** Each of them `internal`: no way out, and none to the host. */
  internal: () => ({ kind: 'internal-networks' }) as const,
  /** Nobody else answers at its address: no container of the project has its network, nor has it another's. */
  unshared: () => ({ kind: 'network-unshared' }) as const,
  apartFrom: (who: { readonly name: string }) => ({ kind: 'networks-apart', from: who.name }) as const,
};
