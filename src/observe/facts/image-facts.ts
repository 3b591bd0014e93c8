import { reportError } from '../../lab/errors.ts';
import { unlessAborted } from '../../lab/general/unless-aborted.ts';
import type { ImageFacts, InspectedContainer } from '../../lab/observation/container.ts';
import type { Fact } from '../../lab/observation/fact.ts';
import type { EngineReader } from '../../lab/ports/engine.ts';

type FactsReader = Pick<EngineReader, 'readImageFacts'>;

/** Facts of one engine's images by id, whose content never changes where an engine is honest. */
interface EngineFacts {
  readonly known: Map<string, ImageFacts>;
  readonly reading: Map<string, Promise<ImageFacts>>;
}

/** More than the labs of one engine have. */
const mostKnown = 200;
/** For which one image was searched: each learner has texts of their own. */
const mostTexts = 64;

/**
 * What was read of images. The caller keeps it, for reading an image takes seconds. By engine: what one says of an id
 * is nothing to another, and who waits for one that does not answer is nobody else.
 */
export interface ImageFactsCache {
  of(engine: FactsReader): EngineFacts;
}

export function makeImageFactsCache(): ImageFactsCache {
  const engines = new WeakMap<FactsReader, EngineFacts>();
  return {
    of(engine) {
      const facts = engines.get(engine) ?? { known: new Map(), reading: new Map() };
      engines.set(engine, facts);
      return facts;
    },
  };
}

export interface WantedImageFacts {
  /** Whose images are read. */
  readonly services: 'all' | readonly string[];
  readonly cache: ImageFactsCache;
  /** What each image is searched for. */
  readonly texts?: readonly string[];
  /** False: what has not been read yet is unknown, and being read from now on. */
  readonly wait: boolean;
}

/** The facts of a container's image, if they are wanted. A read that fails is unknown, and is tried again next time. */
export async function findImageFacts(
  container: InspectedContainer,
  wanted: WantedImageFacts | undefined,
  engine: FactsReader,
  signal?: AbortSignal,
): Promise<Fact<ImageFacts>> {
  if (!wanted || (wanted.services !== 'all' && !wanted.services.includes(container.service)))
    return { source: 'unknown', reason: 'what is in its image was not asked for', cause: 'not-yet' };
  const cache = wanted.cache.of(engine);
  const { id } = container.image;
  const { texts = [] } = wanted;
  const known = cache.known.get(id);
  if (known && texts.every((text) => known.texts?.[text])) return { source: 'declared', value: known };
  const key = JSON.stringify([id, ...texts]);
  const reading = cache.reading.get(key) ?? beginReading(key, id, texts, cache, engine);
  if (!wanted.wait) return { source: 'unknown', reason: 'its image is still being read', cause: 'not-yet' };
  try {
    return { source: 'declared', value: await unlessAborted(reading, signal) };
  } catch (error) {
    if (signal?.aborted) throw error;
    return {
      source: 'unknown',
      reason: `its image could not be read: ${reportError(error).message}`,
      cause: 'not-seen',
    };
  }
}

/** One read serves all who want it, so it is not ended when one of them stops waiting. */
function beginReading(
  key: string,
  id: string,
  texts: readonly string[],
  cache: EngineFacts,
  engine: FactsReader,
) {
  const reading = engine.readImageFacts(id, undefined, texts);
  cache.reading.set(key, reading);
  reading
    .then((facts) => {
      const before = cache.known.get(id)?.texts ?? {};
      const kept = Object.keys(before).length < mostTexts ? before : {};
      cache.known.set(id, facts.texts ? { ...facts, texts: { ...kept, ...facts.texts } } : facts);
      for (const oldest of cache.known.keys()) {
        if (cache.known.size <= mostKnown) break;
        cache.known.delete(oldest);
      }
    })
    .catch(() => undefined)
    .finally(() => cache.reading.delete(key));
  return reading;
}
