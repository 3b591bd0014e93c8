import { expect, test } from 'vitest';
import { asksOf, stateWords } from '../../../../../src/client/room/board/share-states.ts';
import { shareKinds } from '../../../../../src/lab/sessions/share.ts';
import type { ShareView } from '../../../../../src/lab/wire/shares.ts';
import { shareView } from '../../../../fixtures/sessions/share-view.ts';

const share = (id: string, more: Partial<ShareView> = {}) => shareView({ id, ...more });

test('what others asked, and what was asked of others, is not one’s own', () => {
  const all = [
    share('1'),
    share('2', { viewer: 'ben' }),
    share('3', { person: 'chi' }),
    share('4', { mode: 'type' }),
  ];
  expect(asksOf(all, 'ada', 'anna')).toMatchObject({ look: { id: '1' }, type: { id: '4' } });
  expect(asksOf(all, 'ben', 'anna')).toMatchObject({ look: { id: '2' }, type: undefined });
  expect(asksOf(all, undefined, 'anna')).toEqual({ look: undefined, type: undefined });
});

test('every state of an ask is said in words of its own', () => {
  for (const mode of shareKinds) {
    const states = ['asked', 'open', 'refused', 'ended'] as const;
    const words = states.map((state) => stateWords(mode, state, 'Anna'));
    expect(new Set(words).size).toBe(states.length);
    for (const each of words) expect(each).toMatch(/\.$/);
  }
  expect(stateWords('look', undefined, 'Anna')).toContain('Ask first');
});
