import { defineConfig } from 'vitest/config';
import { alone, LongestFirst } from './test/order.ts';

/** Two files at a time: each has names, a home and seats of its own on the engine. Groups run one after the other. */
const sideBySide = { maxWorkers: 2, sequence: { groupOrder: 1 } };

/** One project a kind of test; see CONTRIBUTING.md. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          environment: 'node',
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          exclude: [...alone],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          ...sideBySide,
        },
      },
      {
        test: {
          name: 'adversarial',
          include: ['test/adversarial/**/*.test.ts'],
          exclude: [...alone],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          ...sideBySide,
        },
      },
      {
        test: {
          name: 'alone',
          include: [...alone],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'labs',
          include: ['test/labs/**/*.test.ts'],
          // Five are proven at once, and the longest took 750 s on a machine that did nothing else.
          testTimeout: 1_800_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 600_000,
          ...sideBySide,
        },
      },
    ],
  },
});
