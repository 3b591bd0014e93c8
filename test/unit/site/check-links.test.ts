import { expect, it } from 'vitest';
import { findDeadLinks } from '../../../src/site/integrations/check-links.ts';

const places = new Map([
  ['/', new Set<string>()],
  ['/start/', new Set(['one-line', 'lab-first'])],
]);
const dead = (to: string) => findDeadLinks([{ from: '/', to }], places);

it.each(['/', '/start/', '/start', '/start/#one-line', '/start/#continue', '/favicon.svg'])(
  'follows %s',
  (to) => {
    expect(dead(to)).toEqual([]);
  },
);

it('names the page, the place and the nearest that is there', () => {
  expect(dead('/strat/')).toEqual([
    '/ leads to /strat/: there is no page "/strat/". Did you mean "/start/"?',
  ]);
  expect(dead('/start/#one-lime')).toEqual([
    '/ leads to /start/#one-lime: there is no place "one-lime". Did you mean "one-line"?',
  ]);
});
