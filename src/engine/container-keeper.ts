import { Readable } from 'node:stream';
import * as z from 'zod';
import { DrydockError, reportError } from '../lab/errors.ts';
import type { ContainerSpec } from '../lab/ports/engine.ts';
import type { EngineClient } from './client.ts';
import { isMadeOf, specLabel, toCreateOptions } from './container-spec.ts';
import type { Deadline } from './deadline.ts';
import { cancellable } from './dockerode-gaps.ts';
import { statusOf } from './engine-error.ts';
import { findContainer } from './reader.ts';

/**
 * Starts the container of a spec, or finds it running. One of the same name made from another spec is replaced
 * if it carries a spec label, that is, if we made it; anybody else's is left alone and named in the error.
 */
export async function ensureContainer(
  client: EngineClient,
  spec: ContainerSpec,
  signal?: AbortSignal,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    const found = await findContainer(client, spec.name);
    if (found !== undefined && found.labels[specLabel] === undefined) {
      throw new DrydockError('engine-failed', {
        message: `A container named ${spec.name} exists, and it is not Drydock's.`,
        fix: `Rename it (docker rename ${spec.name} other) or remove it, then try again.`,
      });
    }
    if (found && isMadeOf(found, spec)) {
      if (found.status === 'running') return found.id;
      const revive = found.status === 'paused' ? 'unpause' : 'start';
      // 304: it was restarting, and runs by now.
      await client.call(
        `${revive} container ${spec.name}`,
        (deadline) =>
          ignoring([304], () => client.docker.getContainer(found.id)[revive](cancellable(deadline.signal))),
        { signal },
      );
      return found.id;
    }
    if (found !== undefined) await removeContainer(client, found.id);
    try {
      return await createAndStart(client, spec, signal);
    } catch (error) {
      // Somebody was quicker with the same name: look again.
      if (statusOf(error) === 409 && attempt < 3) continue;
      throw error;
    }
  }
}

async function createAndStart(
  client: EngineClient,
  spec: ContainerSpec,
  signal?: AbortSignal,
): Promise<string> {
  const container = await client.call(
    `create container ${spec.name}`,
    (deadline) =>
      client.docker.createContainer({ ...toCreateOptions(spec), ...cancellable(deadline.signal) }),
    { signal },
  );
  try {
    await client.call(
      `start container ${spec.name}`,
      (deadline) => container.start(cancellable(deadline.signal)),
      { signal },
    );
  } catch (error) {
    await removeContainer(client, container.id).catch(() => {});
    throw error;
  }
  return container.id;
}

export async function startAs(
  client: EngineClient,
  name: string,
  body: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<string> {
  const container = await client.call(
    `create container ${name}`,
    (deadline) => client.gaps.createContainer({ ...body, name, ...cancellable(deadline.signal) }),
    { signal },
  );
  try {
    const start = (deadline: Deadline) => container.start(cancellable(deadline.signal));
    await client.call(`start container ${name}`, start, { signal });
  } catch (error) {
    await removeContainer(client, container.id).catch(() => {});
    throw error;
  }
  return container.id;
}

const EndSchema = z.object({ StatusCode: z.number().int() });

export async function waitForEnd(client: EngineClient, id: string, signal?: AbortSignal): Promise<number> {
  const wait = (deadline: Deadline) => client.docker.getContainer(id).wait(cancellable(deadline.signal));
  const answer: unknown = await client.call(`wait for container ${id.slice(0, 12)}`, wait, {
    kind: 'long',
    signal,
  });
  return EndSchema.parse(answer).StatusCode;
}

/** Removes it, running or not. */
/** Resolves once it is gone, also where somebody else's removal of it is under way. */
export async function removeContainer(
  client: EngineClient,
  id: string,
  { keepVolumes = false }: { readonly keepVolumes?: boolean } = {},
): Promise<void> {
  const container = client.docker.getContainer(id);
  await client.call(`remove container ${id.slice(0, 12)}`, async ({ signal }) => {
    const until = cancellable(signal);
    try {
      await ignoring([404], () => container.remove({ force: true, v: !keepVolumes, ...until }));
    } catch (error) {
      if (statusOf(error) !== 409) throw error;
      await ignoring([404], () => container.wait({ condition: 'removed', ...until }));
    }
  });
}

/** Ends it; one that does not run is no error. */
export async function stopContainer(client: EngineClient, id: string): Promise<void> {
  await client.call(`stop container ${id.slice(0, 12)}`, ({ signal }) =>
    ignoring([304, 404], () => client.docker.getContainer(id).stop({ t: 3, ...cancellable(signal) })),
  );
}

/** How often a pause is asked for, where runc gives it up. */
const pauseTries = 4;

/**
 * Pauses it. Under cgroup v1 runc gives up to freeze a container in which programs start all the time, and thaws it again
 * (opencontainers/runc, libcontainer/cgroups/fs/freezer.go): the next try mostly holds.
 */
export async function pauseContainer(client: EngineClient, id: string): Promise<void> {
  for (let tries = 1; ; tries++)
    try {
      await client.call(`pause container ${id.slice(0, 12)}`, ({ signal }) =>
        client.docker.getContainer(id).pause(cancellable(signal)),
      );
      return;
    } catch (error) {
      if (tries === pauseTries || !reportError(error).message.includes('unable to freeze')) throw error;
    }
}

export async function removeVolume(client: EngineClient, name: string): Promise<void> {
  await client.call(`remove volume ${name}`, ({ signal }) =>
    ignoring([404], () => client.docker.getVolume(name).remove(cancellable(signal))),
  );
}

/**
 * Makes the volume or finds it; resolves with the path at which the engine's host holds its files. `mount` is what
 * the `local` driver takes: `type`, `device` and `o` as in mount(8).
 */
export async function ensureVolume(
  client: EngineClient,
  name: string,
  labels: Readonly<Record<string, string>>,
  mount: Readonly<Record<string, string>> = {},
): Promise<string> {
  return client.call(`make volume ${name}`, async ({ signal }) => {
    const until = cancellable(signal);
    await client.docker.createVolume({
      Name: name,
      Labels: { ...labels },
      DriverOpts: { ...mount },
      ...until,
    });
    return (await client.docker.getVolume(name).inspect(until)).Mountpoint;
  });
}

export async function putArchive(
  client: EngineClient,
  container: string,
  path: string,
  tar: AsyncIterable<Uint8Array> | Uint8Array,
): Promise<void> {
  const body = tar instanceof Uint8Array ? Buffer.from(tar) : Readable.from(tar);
  await client.call(
    `put files into ${path}`,
    ({ signal }) => client.docker.getContainer(container).putArchive(body, { path, ...cancellable(signal) }),
    { kind: 'long' },
  );
}

export async function getArchive(
  client: EngineClient,
  container: string,
  path: string,
): Promise<AsyncIterable<Uint8Array>> {
  const body = await client.call(`take files out of ${path}`, ({ signal }) =>
    client.docker.getContainer(container).getArchive({ path, ...cancellable(signal) }),
  );
  return Readable.from(body) as AsyncIterable<Uint8Array>;
}

/** A request of which these answers are none of our business. */
export async function ignoring(statuses: readonly number[], request: () => Promise<unknown>): Promise<void> {
  try {
    await request();
  } catch (error) {
    if (!statuses.includes(statusOf(error) ?? 0)) throw error;
  }
}
