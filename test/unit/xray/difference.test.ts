import { expect, it } from 'vitest';
import { compareSides } from '../../../src/xray/model/comparison.ts';
import { changeWords } from '../../../src/xray/model/difference.ts';
import { freshCells } from '../../../src/xray/model/marks.ts';
import { subjectOf } from '../../../src/xray/model/subject.ts';
import { makeObservation, makeObserved, makeProcess } from '../../fixtures/observed.ts';

const holding = makeObserved('web', {
  processes: {
    source: 'kernel',
    value: [
      makeProcess({
        capabilities: {
          effective: ['NET_RAW'],
          permitted: ['NET_RAW'],
          bounding: [],
          inheritable: [],
          ambient: [],
        },
      }),
    ],
  },
});
const before = makeObservation([holding, makeObserved('db')]);
const after = makeObservation([makeObserved('web'), makeObserved('db')]);

it('says what changed, and of sets that change together once', () => {
  expect(changeWords(before, after)).toEqual(['web: effective capabilities lost NET_RAW']);
  expect(changeWords(before, before)).toEqual([]);
});

it('lights the cells that changed, and none of a container that is new', () => {
  const subject = subjectOf(makeObserved('web'), after);
  expect([...freshCells(subjectOf(holding, before), subject)]).toEqual(['cap/NET_RAW']);
  expect(freshCells(undefined, subject).size).toBe(0);
});

it('holds the others against the first, whatever their services are called', () => {
  const [web, db] = compareSides([
    { container: holding, observation: before, label: 'soft' },
    { container: makeObserved('db'), observation: before, label: 'hard' },
  ]);
  expect(web).toMatchObject({ words: [], subject: { label: 'soft' } });
  expect(db?.words).toEqual(['effective capabilities lost NET_RAW']);
  expect([...(db?.marks ?? [])]).toEqual([['cap/NET_RAW', 'lost']]);
});

it('counts what is in images otherwise, where two digests would say nothing', () => {
  const builtOf = (id: string, files: number) => {
    const container = makeObserved('web', {
      imageFacts: {
        source: 'declared',
        value: {
          imageId: id,
          sizeBytes: 1,
          layers: 1,
          files,
          packages: { manager: 'dpkg', installed: [] },
          setuid: [],
          shells: [],
          executables: 1,
          libc: 'musl',
          distribution: 'Alpine',
        },
      },
    });
    const { declared } = container;
    return { ...container, declared: { ...declared, image: { ...declared.image, id } } };
  };
  const sides = [builtOf('sha256:a', 3261), builtOf('sha256:b', 3000)].map((container) => ({
    container,
    observation: makeObservation([container]),
    label: container.declared.image.id,
  }));
  expect(compareSides(sides)[1]?.words).toEqual(['files from 3,261 to 3,000']);
});

it('tells limits of memory in the units of the picture', () => {
  const limited = (memoryBytes: number) =>
    makeObserved('web', {
      limits: {
        source: 'kernel',
        value: { memoryBytes, memoryUsedBytes: 1_048_576, cpus: 0, pids: 0, pidsUsed: 1 },
      },
    });
  const seen = [0, 78_643_200].map((bytes) => {
    const container = limited(bytes);
    return { container, observation: makeObservation([container]) };
  });
  const [free, bound] = seen;
  if (!free || !bound) throw new Error('two were made');
  const words = 'memory limit was none, is 75 MiB';
  expect(changeWords(free.observation, bound.observation)).toEqual([`web: ${words}`]);
  const [, held] = compareSides([
    { ...free, label: 'before' },
    { ...bound, label: 'after' },
  ]);
  expect(held?.words).toEqual([words]);
});
