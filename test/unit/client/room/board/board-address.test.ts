import { expect, test } from 'vitest';
import { boardHash, readBoardHash } from '../../../../../src/client/room/board/board-address.ts';
import { localTime, roundedEnd } from '../../../../../src/client/room/board/local-time.ts';
import { placesOf } from '../../../../../src/client/room/board/notice-places.ts';
import { SendNoticeSchema } from '../../../../../src/lab/wire/sessions.ts';
import { someBoard } from '../../../../fixtures/sessions/board.ts';

test.each([
  ['', undefined, 'board'],
  ['#/', undefined, 'board'],
  ['#01KB', '01KB', 'board'],
  ['#01KB/projector', '01KB', 'projector'],
  ['#01KB/code', '01KB', 'code'],
  ['#01KB/elsewhere', '01KB', 'board'],
  ['#<script>', undefined, 'board'],
])('the address %j is of session %s, shown as %s', (hash, session, show) => {
  expect(readBoardHash(hash)).toEqual({ session, show });
});

test('an address that was made is read again', () => {
  for (const show of ['board', 'projector', 'code'] as const)
    expect(readBoardHash(boardHash('01KB', show))).toEqual({ session: '01KB', show });
});

test('a session ends three hours on, at a quarter of an hour, by the clock of the device', () => {
  const end = roundedEnd(new Date('2026-11-24T09:07:30'));
  expect(localTime(end)).toBe('2026-11-24T12:15');
  expect(new Date(localTime(end)).getTime()).toBe(end.getTime());
});

test('a notice can lead to each chapter, lab and task of the session, by paths that the server takes', () => {
  const book = [{ id: 'start', number: 0, title: 'Start here', labs: [] }];
  const chapters = placesOf(someBoard().labs, book);
  expect(chapters.map(({ title }) => title)).toEqual(['Start here']);
  const paths = chapters.flatMap(({ places }) => places.map(({ path }) => path));
  expect(paths).toEqual([
    '/start/',
    '/start/#lab-one',
    '/start/#task-one-a',
    '/start/#task-one-b',
    '/start/#lab-two',
    '/start/#task-two-c',
  ]);
  for (const place of paths)
    expect(SendNoticeSchema.safeParse({ text: 'x', place }).success, place).toBe(true);
});
