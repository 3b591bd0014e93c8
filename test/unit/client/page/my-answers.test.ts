import { expect, it } from 'vitest';
import { isAnswered } from '../../../../src/client/page/my-answers.ts';
import { LabStatusSchema } from '../../../../src/lab/wire/labs.ts';

const status = LabStatusSchema.parse({
  lab: 'start/first-container',
  phase: 'stopped',
  unapplied: false,
  services: [],
  done: {},
  hints: {},
  answers: {
    kernel: {
      question: 'kernel',
      value: '6.18',
      correct: true,
      message: 'It is.',
      answeredAt: '2026-01-31T12:00:00.000Z',
    },
  },
  skipped: {},
  standIns: [],
});

it('finds the answers where the wire has them', () => {
  expect(isAnswered(status)).toBe(true);
  expect(isAnswered({ ...status, answers: { kernel: { value: 6 } } })).toBe(false);
  expect(isAnswered(undefined)).toBe(false);
});
