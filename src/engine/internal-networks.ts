import { z } from 'zod';
import type { InspectedContainer } from '../lab/observation/container.ts';
import type { EngineClient } from './client.ts';
import { cancellable } from './dockerode-gaps.ts';

const listSchema = z.array(z.object({ Id: z.string(), Internal: z.boolean() }));

/** A network is internal or not from its making on, so each is asked for once. */
const known = new WeakMap<EngineClient, Map<string, boolean | undefined>>();
const mostKnown = 2_000;
/** New ones of one call; of more than that it is not said. */
const mostAsked = 64;

/** Says of each network of the containers whether it is internal. One that is gone meanwhile is left as it was. */
export async function markInternalNetworks(
  client: EngineClient,
  containers: readonly InspectedContainer[],
  signal: AbortSignal,
): Promise<readonly InspectedContainer[]> {
  const internal = known.get(client) ?? new Map<string, boolean | undefined>();
  known.set(client, internal);
  const ids = new Set(containers.flatMap(({ networks }) => networks.map(({ id }) => id)));
  const asked = [...ids].filter((id) => id !== '' && !internal.has(id)).slice(0, mostAsked);
  if (internal.size + asked.length > mostKnown) internal.clear();
  if (asked.length > 0) {
    const found = await client.docker.listNetworks({ filters: { id: asked }, ...cancellable(signal) });
    // Who ended names networks that are gone; they do not come back.
    for (const id of asked) internal.set(id, undefined);
    for (const { Id, Internal } of listSchema.parse(found)) internal.set(Id, Internal);
  }
  return containers.map((container) => ({
    ...container,
    networks: container.networks.map((network) => {
      const isInternal = internal.get(network.id);
      return isInternal === undefined ? network : { ...network, internal: isInternal };
    }),
  }));
}
