import { z } from 'zod';
import type { LabelFilter, LabelledThing } from '../lab/ports/engine.ts';
import type { EngineClient } from './client.ts';
import type { Deadline } from './deadline.ts';
import { cancellable } from './dockerode-gaps.ts';
import { labelFilters } from './reader.ts';

const labels = z.record(z.string(), z.string()).nullish();
const listSchema = z.array(z.object({ Labels: labels }));
const volumesSchema = z.object({ Volumes: listSchema.nullish() });
const listedSchema = z.array(
  z.object({ Id: z.string(), Names: z.array(z.string()).nullish(), Labels: labels, State: z.string() }),
);

/** Containers, stopped ones too, networks and volumes that have a label, whatever its value. */
export async function listLabelled(
  client: EngineClient,
  label: string,
  signal?: AbortSignal,
): Promise<readonly LabelledThing[]> {
  const look = async ({ signal: until }: Deadline) => {
    const options = { filters: { label: [label] }, ...cancellable(until) };
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
  };
  return client.call('list what is labelled', look, { kind: 'ask', signal });
}

/** A container as the Engine lists it, which costs one call for all of them. */
export interface ListedContainer {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `running`, `paused`, `exited` and the like. */
  readonly status: string;
}

/** Containers, stopped ones too, that carry the labels, without what only an inspect of each says. */
export async function listContainers(
  client: EngineClient,
  filter: LabelFilter,
  signal?: AbortSignal,
): Promise<readonly ListedContainer[]> {
  const look = async ({ signal: until }: Deadline) => {
    const filters = labelFilters(filter);
    const listed = await client.docker.listContainers({ all: true, filters, ...cancellable(until) });
    return listedSchema.parse(listed).map(({ Id, Names, Labels, State }) => ({
      id: Id,
      name: (Names?.[0] ?? '').replace(/^\//, ''),
      labels: Labels ?? {},
      status: State,
    }));
  };
  return client.call('list containers', look, { kind: 'ask', signal });
}

/** The labels of every volume that carries these. */
export async function listVolumes(
  client: EngineClient,
  filter: LabelFilter,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const look = async ({ signal }: Deadline) => {
    const listed = await client.gaps.listVolumes({ filters: labelFilters(filter), ...cancellable(signal) });
    return (volumesSchema.parse(listed).Volumes ?? []).map(({ Labels }) => Labels ?? {});
  };
  return client.call('list volumes', look, { kind: 'ask' });
}
