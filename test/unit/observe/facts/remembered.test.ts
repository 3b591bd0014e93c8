import { describe, expect, it } from 'vitest';
import type { ImageFacts } from '../../../../src/lab/observation/container.ts';
import { findImageFacts, makeImageFactsCache } from '../../../../src/observe/facts/image-facts.ts';
import { askInside, forgetOthers, type InsideAnswers } from '../../../../src/observe/facts/inside-facts.ts';
import { FakeEngine, makeContainer } from '../fake-engine.ts';

const facts: Omit<ImageFacts, 'imageId'> = {
  sizeBytes: 1,
  layers: 1,
  files: 1,
  packages: { manager: 'none', installed: [] },
  setuid: [],
  shells: [],
  executables: 0,
  libc: 'none',
  distribution: '',
};

describe('case 187: what is remembered between looks', () => {
  it('of images is no more than two hundred, the newest, however many are built', async () => {
    const cache = makeImageFactsCache();
    const engine = { readImageFacts: async (imageId: string) => ({ ...facts, imageId }) };
    for (let build = 1; build <= 250; build += 1) {
      const image = { reference: 'web', id: `sha256:${build}` };
      await findImageFacts(makeContainer({ image }), { services: 'all', cache, wait: true }, engine);
    }
    expect(cache.of(engine).known.size).toBe(200);
    expect(cache.of(engine).known.has('sha256:250')).toBe(true);
    expect(cache.of(engine).known.has('sha256:50')).toBe(false);
    await expect.poll(() => cache.of(engine).reading.size).toBe(0);
  });

  it('of containers with a kernel of their own is what those say that run now', async () => {
    const answers: InsideAnswers = new Map();
    const engine = new FakeEngine();
    for (let start = 1; start <= 20; start += 1) {
      const container = makeContainer({ startedAt: `2026-01-01T00:00:${start}Z` });
      await askInside(container, { engine: engine.port, nowMs: start, answers });
      forgetOthers(answers, [container]);
      expect(answers.size).toBe(1);
    }
  });
});
