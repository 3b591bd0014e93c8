import * as z from 'zod';
import { DrydockError } from '../lab/errors.ts';
import type { LabelFilter, RemoveOptions } from '../lab/ports/engine.ts';
import type { EngineClient } from './client.ts';
import { ignoring, removeContainer } from './container-keeper.ts';
import { cancellable } from './dockerode-gaps.ts';
import { statusOf } from './engine-error.ts';
import { labelFilters } from './reader.ts';

const MembersSchema = z.object({
  Containers: z.record(z.string(), z.object({ Name: z.string() })).nullish(),
});

/** Containers of others that were put into it leave it, and go on. */
async function removeNetwork(client: EngineClient, id: string, signal: AbortSignal): Promise<void> {
  const until = cancellable(signal);
  const network = client.docker.getNetwork(id);
  try {
    await ignoring([404], () => network.remove(until));
  } catch (error) {
    // 403: it has active endpoints.
    if (statusOf(error) !== 403) throw error;
    const found: unknown = await network.inspect().catch((gone: unknown) => {
      if (statusOf(gone) !== 404) throw gone;
      return {};
    });
    const { Containers } = MembersSchema.parse(found);
    const leave = (Container: string) => network.disconnect({ Container, Force: true, ...until });
    await Promise.all(Object.values(Containers ?? {}).map(({ Name }) => ignoring([404], () => leave(Name))));
    await ignoring([404], () => network.remove(until));
  }
}

/**
 * Removes containers, networks and volumes that have all of these labels. A container of somebody else's that was put
 * into one of these networks is taken out of it. Resolves with how many of each there were.
 */
export async function removeLabelled(
  client: EngineClient,
  filter: LabelFilter,
  { keepVolumes = false, keepNetworks = false }: RemoveOptions = {},
) {
  const filters = labelFilters(filter);
  if (filters.label.length === 0) {
    throw new DrydockError('internal', {
      message: 'Containers, networks and volumes are removed by a label, and none was named.',
    });
  }
  const containers = await client.call(
    'list the containers that are ours',
    ({ signal }) => client.docker.listContainers({ all: true, filters, ...cancellable(signal) }),
    { kind: 'ask' },
  );
  await Promise.all(containers.map(({ Id }) => removeContainer(client, Id)));
  return client.call('remove the networks and volumes that are ours', async ({ signal }) => {
    const until = cancellable(signal);
    const networks = keepNetworks ? [] : await client.docker.listNetworks({ filters, ...until });
    await Promise.all(networks.map(({ Id }) => removeNetwork(client, Id, signal)));
    const { Volumes: volumes } = keepVolumes
      ? { Volumes: null }
      : await client.gaps.listVolumes({ filters, ...until });
    await Promise.all(
      (volumes ?? []).map(({ Name }) => ignoring([404], () => client.docker.getVolume(Name).remove(until))),
    );
    return { containers: containers.length, networks: networks.length, volumes: (volumes ?? []).length };
  });
}
