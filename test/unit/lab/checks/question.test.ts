import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import measure from '../../../../labs/base-images/measure/lab.ts';
import { isRight, judgeAnswer, readQuantity, skippedQuestions } from '../../../../src/lab/checks/question.ts';
import { parseManifest } from '../../../../src/lab/manifest/parse-manifest.ts';
import type { Observation } from '../../../../src/lab/observation/observation.ts';

const recorded = new URL('../../../../src/site/recorded/base-images/measure/start.json', import.meta.url);
const observation: Observation = JSON.parse(readFileSync(recorded, 'utf8'));
const { questions } = parseManifest(measure, {
  id: 'base-images/measure',
  file: 'labs/base-images/measure/lab.ts',
});

/** The same, with an image of alpine that is what its name says. */
const upstream: Observation = {
  ...observation,
  containers: observation.containers.map((container) =>
    container.image ? { ...container, image: { ...container.image, labels: {} } } : container,
  ),
};

describe('a question about an upstream image', () => {
  it('is skipped, with the reason, where a stand-in takes its place', () => {
    expect(skippedQuestions(questions, observation)).toEqual({ apk: expect.stringContaining('no apk') });
    const { apk } = questions;
    expect(apk && judgeAnswer(apk, observation, '14')).toEqual({
      correct: undefined,
      reason: expect.stringContaining('no apk'),
    });
  });

  it('is asked where the image is the original', () => {
    expect(skippedQuestions(questions, upstream)).toEqual({});
    const { apk } = questions;
    expect(apk && judgeAnswer(apk, upstream, 'none')).toEqual({ correct: false });
  });
});

describe('an answer', () => {
  const { packages, 'static-size': size } = questions;

  it('must hit a count', () => {
    expect(packages && readQuantity(packages.truth, observation)).toEqual({
      known: true,
      value: expect.stringMatching(/^\d+$/),
    });
    expect(packages && isRight(packages, '78', '78 packages')).toBe(true);
    expect(packages && isRight(packages, '78', '77')).toBe(false);
    expect(packages && isRight(packages, '1204', '1,204 packages')).toBe(true);
    expect(packages && isRight(packages, '1204', '1 204')).toBe(true);
    expect(packages && isRight(packages, '1204', '1204')).toBe(true);
    expect(packages && isRight(packages, '1204', '1,2045')).toBe(false);
  });

  it('may miss a size by as much as the question allows, and may have a comma', () => {
    expect(size && isRight(size, '8.9', '8,86 MB')).toBe(true);
    expect(size && isRight(size, '8.9', '8.4')).toBe(false);
    expect(size && isRight(size, '8.9', 'small')).toBe(false);
  });
});
