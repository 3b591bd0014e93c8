import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { DrydockError } from '../lab/errors.ts';
import type { ImageProgress } from '../lab/ports/engine.ts';
import type { EngineClient } from './client.ts';
import type { Deadline } from './deadline.ts';
import { cancellable } from './dockerode-gaps.ts';
import { engineWords, readComplaint } from './engine-error.ts';
import { splitReference } from './image-reference.ts';
import { readJsonLines } from './json-lines.ts';
import { makePullMeter, progressSchema } from './pull-meter.ts';
import { explainPullFailure } from './registry.ts';

export async function pullImage(
  client: EngineClient,
  reference: string,
  onProgress?: (progress: ImageProgress) => void,
  signal?: AbortSignal,
): Promise<void> {
  const meter = makePullMeter(reference);
  const doing = `pull ${reference}`;
  const pull = async (deadline: Deadline) => {
    try {
      const stream = await client.gaps.pull(reference, cancellable(deadline.signal));
      for await (const line of readJsonLines(stream)) {
        deadline.renew();
        const progress = progressSchema.parse(line);
        if (progress.error !== undefined) throw new Error(progress.error);
        const seen = meter(progress);
        if (seen !== undefined) onProgress?.(seen);
      }
    } catch (error) {
      throw explainPullFailure(error, reference, { doing, engine: client.name });
    }
  };
  await client.call(doing, pull, { kind: 'long', signal });
}

export async function importRootfs(
  client: EngineClient,
  tar: AsyncIterable<Uint8Array>,
  reference: string,
  changes: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const { repository, tag } = splitReference(reference);
  const make = async (deadline: Deadline) => {
    const stream = await client.gaps.importImage(Readable.from(tar), {
      repo: repository,
      tag,
      changes,
      ...cancellable(deadline.signal),
    });
    await readToSuccess(stream, `import ${reference}`);
  };
  await client.call(`import ${reference}`, make, { kind: 'long', signal });
}

export async function loadImages(
  client: EngineClient,
  tar: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  const load = async (deadline: Deadline) => {
    const options = { quiet: true, ...cancellable(deadline.signal) };
    await readToSuccess(await client.gaps.loadImage(Readable.from(tar), options), 'load images');
  };
  await client.call('load images', load, { kind: 'long', signal });
}

export async function saveImages(
  client: EngineClient,
  references: readonly string[],
  signal?: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  // The stream goes on after the call: the caller's signal ends it.
  const save = () => client.gaps.getImages({ names: references, ...cancellable(signal) });
  return client.call(`save ${references.join(', ')}`, save, { kind: 'long', signal });
}

export async function tagImage(client: EngineClient, source: string, reference: string): Promise<void> {
  const { repository, tag } = splitReference(reference);
  await client.call(`tag ${source} as ${reference}`, ({ signal }) =>
    client.docker.getImage(source).tag({ repo: repository, tag, ...cancellable(signal) }),
  );
}

export async function pruneImages(
  client: EngineClient,
  label: string,
  which: 'untagged' | 'unused',
): Promise<{ images: number; bytes: number }> {
  const filters = { label: [label], dangling: [which === 'untagged' ? 'true' : 'false'] };
  const prune = async ({ signal }: Deadline): Promise<unknown> => {
    for (;;) {
      try {
        return await client.docker.pruneImages({ filters, ...cancellable(signal) });
      } catch (error) {
        // An Engine prunes for one at a time, whoever asks.
        if (!/prune operation is already running/.test(engineWords(error))) throw error;
        await delay(200, undefined, { signal });
      }
    }
  };
  const answer = await client.call(`remove images with the label ${label}`, prune, { kind: 'long' });
  const { ImagesDeleted, SpaceReclaimed } = prunedSchema.parse(answer);
  const removed = new Set(ImagesDeleted?.map(({ Deleted }) => Deleted).filter((id) => id !== undefined));
  return { images: removed.size, bytes: SpaceReclaimed ?? 0 };
}

/** Lists layers and names beside images; each has one of the two words. */
const prunedSchema = z.object({
  ImagesDeleted: z.array(z.object({ Deleted: z.string().optional() })).nullish(),
  SpaceReclaimed: z.number().nullish(),
});

/** A failure comes inside of the stream, after an answer of 200. */
async function readToSuccess(stream: AsyncIterable<Uint8Array>, doing: string): Promise<void> {
  for await (const line of readJsonLines(stream)) {
    const parsed = z.object({ error: z.string().optional() }).safeParse(line);
    const error = parsed.success ? parsed.data.error : undefined;
    if (error === undefined) continue;
    const complaint = readComplaint(error);
    if (complaint) throw new DrydockError(complaint.code, complaint);
    throw new DrydockError('engine-failed', { message: `The Docker Engine could not ${doing}: ${error}` });
  }
}
