import { describe, expect, test } from 'vitest';
import { askWords, openWords, recordWords } from '../../../../../src/client/room/strip/share-words.ts';
import { shareView } from '../../../../fixtures/sessions/share-view.ts';

const now = [{ since: '2026-11-24T08:01:00.000Z' }];
const over = [{ since: '2026-11-24T08:01:00.000Z', until: '2026-11-24T08:02:00.000Z' }];

describe('what is asked', () => {
  test('says who, what, and that it is seen until it is stopped', () => {
    const { question, means } = askWords(shareView(), () => 'One line');
    expect(question).toBe('Ada asks to look at your terminal of “One line”.');
    expect(means).toMatch(/^Ada sees all that is on its screen, .* until you stop it/);
  });

  test('of typing says that they can run what the learner can, and what takes it back', () => {
    const { question, means } = askWords(shareView({ mode: 'type', terminal: 'shell-2' }), () => 'One line');
    expect(question).toBe('Ada asks to type in your shell shell-2 of “One line”.');
    expect(means).toContain('can run there what you can');
    expect(means).toContain('any key in that terminal');
  });

  test('of files says that they are read as they are saved, with what runs', () => {
    const { question, means } = askWords(shareView({ mode: 'files' }), () => 'One line');
    expect(question).toBe('Ada asks to see your files of “One line”.');
    expect(means).toMatch(
      /^Ada sees each file .* as it is saved, and what runs there now, .* until you stop it/,
    );
  });

  test('by the owner of a home, who has no name, is by the instructor', () => {
    expect(askWords(shareView({ viewerName: 'local' }), (lab) => lab).question).toMatch(
      /^The instructor asks/,
    );
  });
});

describe('what goes on', () => {
  test.each([
    [[], ''],
    [[shareView({ state: 'asked' }), shareView({ state: 'refused' }), shareView({ state: 'ended' })], ''],
    [[shareView()], 'Ada may look at your terminal'],
    [[shareView({ looks: over })], 'Ada may look at your terminal'],
    [[shareView({ looks: now })], 'Ada looks at your terminal'],
    [[shareView({ looks: now }), shareView({ mode: 'type' })], 'Ada can type in your terminal'],
    [[shareView({ mode: 'files' })], 'Ada may see your files'],
    [[shareView({ mode: 'files', looks: now })], 'Ada sees your files'],
    [
      [shareView(), shareView({ mode: 'files', looks: now })],
      'Ada may look at your terminal; Ada sees your files',
    ],
    [
      [
        shareView({ looks: now }),
        shareView({ viewerName: 'Ben', looks: now }),
        shareView({ viewerName: 'Chi' }),
      ],
      'Ada and Ben look at your terminal; Chi may look at your terminal',
    ],
  ] as const)('%#', (shares, words) => {
    expect(openWords(shares)).toBe(words);
  });
});

test.each([
  ['asked', 'Ada asked to look: you have not answered'],
  ['open', 'Ada asked to look: you said yes, and it goes on'],
  ['refused', 'Ada asked to look: you said no'],
  ['ended', 'Ada asked to look: it has ended'],
] as const)('a record that is %s', (state, words) => {
  expect(recordWords(shareView({ state }))).toBe(words);
});
