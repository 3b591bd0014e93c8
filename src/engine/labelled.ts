import { z } from 'zod';
import type { LabelledThing } from '../lab/ports/engine.ts';
import type { EngineClient } from './client.ts';
import { cancellable } from './library-gaps.ts';

const listSchema = z.array(z.object({ Labels: z.record(z.string(), z.string()).nullish() }));
const volumesSchema = z.object({ Volumes: listSchema.nullish() });

/** Containers, stopped ones too, networks and volumes that have a label, whatever its value. */
export async function listLabelled(
  client: EngineClient,
  label: string,
  signal?: AbortSignal,
): Promise<readonly LabelledThing[]> {
  const options = { filters: { label: [label] }, ...cancellable(signal) };
  return client.call('list what is labelled', async () => {
    const [containers, networks, volumes] = await Promise.all([
      client.docker.listContainers({ all: true, ...options }),
      client.docker.listNetworks(options),
      client.gaps.listVolumes(options),
    ]);
    const things = (kind: LabelledThing['kind'], listed: z.infer<typeof listSchema>) =>
      listed.map(({ Labels }) => ({ kind, labels: Labels ?? {} }));
    return [
      ...things('container', listSchema.parse(containers)),
      ...things('network', listSchema.parse(networks)),
      ...things('volume', volumesSchema.parse(volumes).Volumes ?? []),
    ];
  });
}
