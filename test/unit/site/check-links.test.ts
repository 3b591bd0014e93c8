import { expect, it } from 'vitest';
import { auditLinks, findDeadLinks } from '../../../src/site/integrations/check-links.ts';

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

it('follows the rules of the audit to the chapters that are written, and names the rule', () => {
  const links = auditLinks([...places.keys()]);
  expect(links.map(({ to }) => to)).toContain('/start/#one-line');
  expect(links.every(({ to }) => to.startsWith('/start/#'))).toBe(true);
  const dead = findDeadLinks(links, new Map([['/start/', new Set(['one-line'])]]));
  expect(dead).toContainEqual(
    expect.stringMatching(
      /^The rule "writable-binds" of the audit leads to \/start\/#what-is-left-to-write-to/,
    ),
  );
});
