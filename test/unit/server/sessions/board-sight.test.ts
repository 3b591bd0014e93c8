import { expect, test } from 'vitest';
import type { BoardEvent } from '../../../../src/lab/wire/board.ts';
import { eventFor } from '../../../../src/server/sessions/board-sight.ts';

const seats: BoardEvent = {
  type: 'seats',
  seats: [
    {
      person: 'anna',
      state: 'failed',
      message: 'The seat did not come up.',
      fix: 'Start the lab again.',
      since: '2026-11-27T10:00:00.000Z',
    },
    { person: 'ben', state: 'waiting', message: 'waits for a seat, 1st of 1' },
  ],
};

test('whose seat fails, and who waits, is told as it changes to those who see what learners do, and to nobody else', () => {
  expect(eventFor(['learner.read'], seats)).toEqual(seats);
  for (const sight of [[], ['notice.send'], ['session.export']] as const)
    expect(eventFor(sight, seats)).toBeUndefined();
});
