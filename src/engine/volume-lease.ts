import { z } from 'zod';
import type { EngineClient } from './client.ts';
import { cancellable } from './dockerode-gaps.ts';
import { statusOf } from './engine-error.ts';
import { findContainer } from './reader.ts';

const volumeSchema = z.object({ Labels: z.record(z.string(), z.string()).nullish() });

/**
 * Makes a volume of this name, unless there is one; resolves with the labels of the one that there is. The Engine
 * takes such calls one after another for each name, so of many who ask at once, one finds its own labels in the answer.
 */
export async function leaseVolume(
  client: EngineClient,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  return client.call(`make volume ${name}`, async ({ signal }) => {
    const until = cancellable(signal);
    await client.docker.createVolume({ Name: name, Labels: { ...labels }, ...until });
    return volumeSchema.parse(await client.docker.getVolume(name).inspect(until)).Labels ?? {};
  });
}

/**
 * Gives a container another name, running or not; resolves with whether it has it now. It has not where another
 * container does, or where it is gone. Two names that are given to one container at once are both accepted, and the
 * later one stays: whoever may race for a container needs a lease of it first.
 */
export async function renameContainer(client: EngineClient, id: string, name: string): Promise<boolean> {
  return client.call(`rename container ${id.slice(0, 12)} to ${name}`, async ({ signal }) => {
    try {
      await client.docker.getContainer(id).rename({ name, ...cancellable(signal) });
      return true;
    } catch (error) {
      // 400: it is called so already. 409: somebody is.
      if (![400, 404, 409].includes(statusOf(error) ?? 0)) throw error;
      return (await findContainer(client, name))?.id === id;
    }
  });
}
