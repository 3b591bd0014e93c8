import Docker from 'dockerode';
import { expect, it } from 'vitest';
import type { EngineClient } from '../../../src/engine/client.ts';
import { pruneImages } from '../../../src/engine/image-keeper.ts';

/** An engine that answers these, one call after another. */
function engineThat(...answers: readonly (Error | object)[]): EngineClient {
  const left = [...answers];
  const docker = new Docker();
  docker.pruneImages = async () => {
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return answer as Docker.PruneImagesInfo;
  };
  const call: EngineClient['call'] = (_, request) =>
    request({
      signal: new AbortController().signal,
      renew: () => undefined,
      isOver: false,
      [Symbol.dispose]: () => undefined,
    });
  return { docker, call } as Partial<EngineClient> as EngineClient;
}

const busy = new Error('(HTTP code 409) unexpected - a prune operation is already running');

it('waits while the Engine removes images for somebody else', async () => {
  const engine = engineThat(busy, busy, { ImagesDeleted: [{ Deleted: 'a' }], SpaceReclaimed: 7 });
  expect(await pruneImages(engine, 'l=1', 'unused')).toEqual({ images: 1, bytes: 7 });
});

it('gives up on anything else', async () => {
  await expect(pruneImages(engineThat(new Error('no space left')), 'l=1', 'unused')).rejects.toThrow(
    'no space',
  );
});
