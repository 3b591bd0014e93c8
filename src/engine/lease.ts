import { z } from 'zod';
import type { LabelFilter } from '../lab/ports/engine.ts';
import type { EngineClient } from './client.ts';
import { statusOf } from './engine-error.ts';
import { findContainer, labelFilters } from './reader.ts';

const labels = z.record(z.string(), z.string()).nullish();
const volumeSchema = z.object({ Labels: labels });
const volumesSchema = z.object({ Volumes: z.array(volumeSchema).nullish() });
const listedSchema = z.array(
  z.object({ Id: z.string(), Names: z.array(z.string()).nullish(), Labels: labels, State: z.string() }),
);

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
): Promise<readonly ListedContainer[]> {
  return client.call('list containers', async () => {
    const listed = await client.docker.listContainers({ all: true, filters: labelFilters(filter) });
    return listedSchema.parse(listed).map(({ Id, Names, Labels, State }) => ({
      id: Id,
      name: (Names?.[0] ?? '').replace(/^\//, ''),
      labels: Labels ?? {},
      status: State,
    }));
  });
}

/** The labels of every volume that carries these. */
export async function listVolumes(
  client: EngineClient,
  filter: LabelFilter,
): Promise<readonly Readonly<Record<string, string>>[]> {
  return client.call('list volumes', async () => {
    const { Volumes } = volumesSchema.parse(await client.gaps.listVolumes({ filters: labelFilters(filter) }));
    return (Volumes ?? []).map(({ Labels }) => Labels ?? {});
  });
}

/**
 * Makes a volume of this name, unless there is one; resolves with the labels of the one that there is. The Engine
 * takes such calls one after another for each name, so of many who ask at once, one finds its own labels in the answer.
 */
export async function leaseVolume(
  client: EngineClient,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  return client.call(`make volume ${name}`, async () => {
    await client.docker.createVolume({ Name: name, Labels: { ...labels } });
    return volumeSchema.parse(await client.docker.getVolume(name).inspect()).Labels ?? {};
  });
}

/**
 * Gives a container another name, running or not; resolves with whether it has it now. It has not where another
 * container does, or where it is gone. Two names that are given to one container at once are both accepted, and the
 * later one stays: whoever may race for a container needs a lease of it first.
 */
export async function renameContainer(client: EngineClient, id: string, name: string): Promise<boolean> {
  return client.call(`rename container ${id.slice(0, 12)} to ${name}`, async () => {
    try {
      await client.docker.getContainer(id).rename({ name });
      return true;
    } catch (error) {
      // 400: it is called so already. 409: somebody is.
      if (![400, 404, 409].includes(statusOf(error) ?? 0)) throw error;
      return (await findContainer(client, name))?.id === id;
    }
  });
}
