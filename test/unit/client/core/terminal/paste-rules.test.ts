import { expect, test } from 'vitest';
import { judgePaste } from '../../../../../src/client/core/terminal/paste-rules.ts';

test('one line goes in as it is, without the newline that would run it', () => {
  expect(judgePaste('docker compose ps\n')).toEqual({ kind: 'type', text: 'docker compose ps' });
});

test('several lines are shown first, whatever their line ends', () => {
  expect(judgePaste('cd /tmp\r\nrm -rf x\r\n')).toEqual({
    kind: 'show',
    text: 'cd /tmp\nrm -rf x\n',
    lines: 2,
  });
});

test('an escape sequence in copied text cannot end a bracketed paste', () => {
  expect(judgePaste('echo hi\u001b[201~\u0007\u009b')).toEqual({ kind: 'type', text: 'echo hi[201~' });
});

test('tabs stay, and nothing but newlines is nothing', () => {
  expect(judgePaste('a\tb')).toEqual({ kind: 'type', text: 'a\tb' });
  expect(judgePaste('\n\n')).toEqual({ kind: 'nothing' });
});
