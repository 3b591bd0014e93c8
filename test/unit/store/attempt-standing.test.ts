import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openStore } from '../../../src/store/open-store.ts';
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import { fillSession, fillStore } from '../../fixtures/store/fill-store.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

test('an attempt and how its learner stands are written together, or neither is', () => {
  using folder = makeTemporaryFolder();
  const path = join(folder.path, 'drydock.db');
  using store = openStore(path);
  fillStore(store);
  fillSession(store);
  const session = store.listSessions()[0]?.id ?? '';
  const party = store.listJoined(session)[0]?.party.id ?? '';
  const run = store.createRun({ ...newRun(party, 'base-images/measure'), context: `session:${session}` }).id;
  const board = () => store.readBoard(session);
  const before = board();
  const told: string[] = [];
  using _ = store.onSessionChange((__, { type }) => void told.push(type));
  // From outside, so that the statement itself fails as one does that finds no room.
  const other = new DatabaseSync(path);
  other.exec("CREATE TRIGGER no_room BEFORE INSERT ON standing BEGIN SELECT RAISE(ABORT, 'no room'); END");
  expect(() => store.addAttempt(newAttempt(run))).toThrow();
  expect([store.listAttempts(run), board(), told]).toEqual([[], before, []]);
  expect(() => store.addEvent({ type: 'task-done', run, task: 'drop' })).toThrow();
  expect([store.listEvents(run), board(), told]).toEqual([[], before, []]);
  other.exec('DROP TRIGGER no_room');
  other.close();
  const { id } = store.addAttempt(newAttempt(run));
  expect(store.listAttempts(run).map((each) => each.id)).toEqual([id]);
  expect(board().length).toBe(before.length + 1);
  expect(told).toEqual(['cells']);
});
