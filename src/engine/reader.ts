import { z } from 'zod';
import type { InspectedContainer, InspectedImage } from '../lab/container.ts';
import type { LabelFilter } from '../lab/ports/engine.ts';
import type { EngineClient } from './client.ts';
import { statusOf } from './engine-error.ts';
import { parseContainer, parseImage } from './inspected.ts';
import { cancellable } from './library-gaps.ts';

const listSchema = z.array(z.object({ Id: z.string() }));

/** The filter of the Engine's list calls for "carries every one of these labels". */
export function labelFilters(filter: LabelFilter): { label: string[] } {
  return { label: Object.entries(filter).map(([key, value]) => `${key}=${value}`) };
}

/** Inspects in parallel; a container that goes meanwhile is left out. */
export async function inspectContainers(
  client: EngineClient,
  filter: LabelFilter,
  signal?: AbortSignal,
): Promise<readonly InspectedContainer[]> {
  return client.call('inspect containers', async () => {
    const listed = await client.docker.listContainers({
      all: true,
      filters: labelFilters(filter),
      ...cancellable(signal),
    });
    const found = await Promise.all(
      listSchema
        .parse(listed)
        .map(({ Id }) => orUndefined(() => client.docker.getContainer(Id).inspect(cancellable(signal)))),
    );
    return found
      .filter((answer) => answer !== undefined)
      .map(parseContainer)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  });
}

/** One container by name or id. */
export async function findContainer(
  client: EngineClient,
  name: string,
): Promise<InspectedContainer | undefined> {
  return client.call(`inspect container ${name}`, async () => {
    const answer = await orUndefined(() => client.docker.getContainer(name).inspect());
    return answer === undefined ? undefined : parseContainer(answer);
  });
}

export async function findImage(
  client: EngineClient,
  reference: string,
  signal?: AbortSignal,
): Promise<InspectedImage | undefined> {
  return client.call(`inspect image ${reference}`, async () => {
    signal?.throwIfAborted();
    const answer = await orUndefined(() => client.docker.getImage(reference).inspect());
    return answer === undefined ? undefined : parseImage(answer);
  });
}

async function orUndefined<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}
