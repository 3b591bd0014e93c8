import { z } from 'zod';
import { DrydockError } from '../lab/errors.ts';
import type { EngineClient } from './client.ts';
import type { Deadline } from './deadline.ts';
import { cancellable } from './dockerode-gaps.ts';
import { statusOf } from './engine-error.ts';

/** A bridge with a subnet that is chosen here, so that it takes nothing from the Engine's own pools. */
export interface NetworkSpec {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Those to try, in order, in CIDR notation. */
  readonly subnets: readonly string[];
  /** The name of the interface on the engine's host for a subnet: at most 15 characters. */
  readonly bridge: (subnet: string) => string;
  /** Whoever is attached reaches others on it and nobody else. */
  readonly internal: boolean;
}

const networkSchema = z.object({
  Name: z.string(),
  IPAM: z.object({ Config: z.array(z.object({ Subnet: z.string().optional() })).nullish() }).nullish(),
});

const subnetsOf = (network: unknown): readonly string[] =>
  (networkSchema.parse(network).IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []);

/**
 * The Engine refuses a subnet that overlaps with another network's, so having made a network is having leased its
 * subnet, whoever else looks for one at the same time. Rejects with `engine-failed` where all are taken.
 */
export async function ensureNetwork(
  client: EngineClient,
  { name, labels, subnets, bridge, internal }: NetworkSpec,
  signal?: AbortSignal,
): Promise<string> {
  const make = async ({ signal: until }: Deadline) => {
    const known = await client.docker.listNetworks(cancellable(until));
    const ours = known.find((network) => network.Name === name);
    const [subnet] = ours === undefined ? [] : subnetsOf(ours);
    if (subnet !== undefined) return subnet;
    const taken = new Set(known.flatMap(subnetsOf));
    for (const candidate of subnets.filter((one) => !taken.has(one))) {
      until.throwIfAborted();
      try {
        await client.docker.createNetwork({
          Name: name,
          CheckDuplicate: true,
          Driver: 'bridge',
          Internal: internal,
          Labels: { ...labels },
          IPAM: { Driver: 'default', Config: [{ Subnet: candidate }] },
          Options: { 'com.docker.network.bridge.name': bridge(candidate) },
          ...cancellable(until),
        });
        return candidate;
      } catch (error) {
        // 403: it overlaps with what somebody else made meanwhile, or with a larger one.
        if (statusOf(error) !== 403) throw error;
      }
    }
    throw new DrydockError('engine-failed', {
      message: `There is no subnet left for the network ${name}: all ${subnets.length} are taken.`,
      fix: 'End seats that nobody uses (drydock stop, drydock clean), or remove networks of others: docker network prune.',
    });
  };
  return client.call(`make network ${name}`, make, { signal });
}
