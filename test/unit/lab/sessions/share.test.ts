import { expect, test } from 'vitest';
import { lastShares, type Share } from '../../../../src/lab/sessions/share.ts';

const share = (id: string, more: Partial<Share> = {}): Share => ({
  id,
  session: 'S',
  person: 'anna',
  viewer: 'ada',
  viewerName: 'Ada',
  mode: 'look',
  lab: 'start/one',
  terminal: 'main',
  askedAt: '2026-11-24T08:00:00Z',
  answer: undefined,
  answeredAt: undefined,
  endedAt: undefined,
  looks: [],
  ...more,
});

test('of each learner, viewer and kind the last one counts, whatever lab it is of', () => {
  const all = [
    share('1', { answer: 'no' }),
    share('2', { mode: 'type' }),
    share('3', { lab: 'start/two' }),
    share('4', { viewer: 'ben' }),
    share('5', { person: 'chiara' }),
  ];
  expect(lastShares(all).map(({ id }) => id)).toEqual(['2', '3', '4', '5']);
});
