import { z } from 'zod';
import type { InspectedContainer, InspectedImage } from '../lab/container.ts';
import type { LabelFilter } from '../lab/ports/engine.ts';
import type { EngineClient } from './client.ts';
import type { Deadline } from './deadline.ts';
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
  const look = async ({ signal: until }: Deadline) => {
    const listed = await client.docker.listContainers({
      all: true,
      filters: labelFilters(filter),
      ...cancellable(until),
    });
    const found = await Promise.all(
      listSchema
        .parse(listed)
        .map(({ Id }) => orUndefined(() => client.docker.getContainer(Id).inspect(cancellable(until)))),
    );
    return found
      .filter((answer) => answer !== undefined)
      .map(parseContainer)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  return client.call('inspect containers', look, { kind: 'ask', signal });
}

/** One container by name or id. */
export async function findContainer(
  client: EngineClient,
  name: string,
): Promise<InspectedContainer | undefined> {
  const look = async ({ signal }: Deadline) => {
    const answer = await orUndefined(() => client.docker.getContainer(name).inspect(cancellable(signal)));
    return answer === undefined ? undefined : parseContainer(answer);
  };
  return client.call(`inspect container ${name}`, look, { kind: 'ask' });
}

export async function findImage(
  client: EngineClient,
  reference: string,
  signal?: AbortSignal,
): Promise<InspectedImage | undefined> {
  const look = async () => {
    signal?.throwIfAborted();
    // The library takes no signal here.
    const answer = await orUndefined(() => client.docker.getImage(reference).inspect());
    return answer === undefined ? undefined : parseImage(answer);
  };
  return client.call(`inspect image ${reference}`, look, { kind: 'ask', signal });
}

async function orUndefined<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}
