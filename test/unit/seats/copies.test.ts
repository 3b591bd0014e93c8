import { expect, it } from 'vitest';
import type { InspectedContainer } from '../../../src/lab/observation/container.ts';
import { makeCopies } from '../../../src/seats/copies.ts';
import { copyLabel } from '../../../src/seats/labels.ts';

it('two questions of one process have copies of their own', () => {
  const copies = makeCopies('home');
  const [first, second] = [copies.ofOneQuestion(), copies.ofOneQuestion()];
  expect(first.labels[copyLabel]).not.toBe(second.labels[copyLabel]);
  expect(first.name).not.toBe(second.name);
});

it('copies whose process has ended are removed, and nobody else’s', async () => {
  const removed: unknown[] = [];
  const own = makeCopies('home').ofOneQuestion().labels;
  // Above the largest id that Linux gives: proc_sys_kernel(5), pid_max.
  const [gone, older] = [`${2 ** 22 + 1}-01abc`, `${2 ** 22 + 2}`];
  const labelled = [own, { [copyLabel]: gone }, { [copyLabel]: gone }, { [copyLabel]: older }, {}];
  const engine = {
    inspectContainers: async () => labelled.map((labels) => ({ labels }) as unknown as InspectedContainer),
    removeLabelled: async (labels: unknown) => {
      removed.push(labels);
      return { containers: 1, networks: 0, volumes: 0 };
    },
  };
  await makeCopies('home').removeAbandoned(engine, new AbortController().signal);
  expect(removed).toEqual([
    { 'dev.drydock.home': 'home', [copyLabel]: gone },
    { 'dev.drydock.home': 'home', [copyLabel]: older },
  ]);
});
