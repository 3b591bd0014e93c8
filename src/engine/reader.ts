import { z } from 'zod';
import { DrydockError } from '../lab/errors.ts';
import type { InspectedContainer, InspectedImage } from '../lab/observation/container.ts';
import type { LabelFilter } from '../lab/ports/engine.ts';
import type { EngineClient } from './client.ts';
import type { Deadline } from './deadline.ts';
import { cancellable } from './dockerode-gaps.ts';
import { statusOf } from './engine-error.ts';
import { parseContainer, parseImage } from './inspected.ts';
import { markInternalNetworks } from './internal-networks.ts';

const listSchema = z.array(z.object({ Id: z.string() }));

/** The filter of the Engine's list calls for "carries every one of these labels". */
export function labelFilters(filter: LabelFilter): { label: string[] } {
  return { label: Object.entries(filter).map(([key, value]) => `${key}=${value}`) };
}

/** Far more than the labs and the seats of a machine have; an engine of somebody's own may list what it likes. */
const mostContainers = 2_000;
const atOnce = 32;

function tooMany({ name }: EngineClient, count: number): DrydockError {
  return new DrydockError('too-big', {
    message: `The Docker Engine at ${name} lists ${count.toLocaleString('en')} containers; more than ${mostContainers.toLocaleString('en')} are not looked at.`,
    fix: 'Remove what is not needed there (`docker container prune`), then do this again.',
  });
}

/**
 * Inspects some at a time; a container that goes meanwhile is left out. Rejects with `too-big` where there are too
 * many.
 */
export async function inspectRaw(
  client: EngineClient,
  filter: LabelFilter,
  signal?: AbortSignal,
): Promise<readonly unknown[]> {
  const look = ({ signal: until }: Deadline) => inspectAll(client, filter, until);
  return client.call('inspect containers', look, { kind: 'ask', signal });
}

/** The same, read, in the order of their names. */
export async function inspectContainers(
  client: EngineClient,
  filter: LabelFilter,
  signal?: AbortSignal,
): Promise<readonly InspectedContainer[]> {
  const look = async ({ signal: until }: Deadline) => {
    const found = (await inspectAll(client, filter, until)).map(parseContainer);
    return markInternalNetworks(
      client,
      found.sort((a, b) => (a.name < b.name ? -1 : 1)),
      until,
    );
  };
  return client.call('inspect containers', look, { kind: 'ask', signal });
}

async function inspectAll(
  client: EngineClient,
  filter: LabelFilter,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const until = cancellable(signal);
  const listed = await client.docker.listContainers({ all: true, filters: labelFilters(filter), ...until });
  const ids = listSchema.parse(listed).map(({ Id }) => Id);
  if (ids.length > mostContainers) throw tooMany(client, ids.length);
  const found: unknown[] = [];
  for (let at = 0; at < ids.length; at += atOnce) {
    const asked = ids.slice(at, at + atOnce);
    const answers = asked.map((id) => orUndefined(() => client.docker.getContainer(id).inspect(until)));
    found.push(...(await Promise.all(answers)).filter((answer) => answer !== undefined));
  }
  return found;
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
