/** What piles up of a session as often as somebody presses a button, and how much of it is kept. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { longestShown } from '../../../src/lab/sessions/session-event.ts';
import { migrateTo } from '../../../src/store/migrations.ts';
import { type OpenStore, openStore } from '../../../src/store/open-store.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const hour = 3_600_000;
let folder: ReturnType<typeof makeTemporaryFolder>;
let store: OpenStore;
let session: string;
let anna: string;
let by: string;
beforeEach(() => {
  folder = makeTemporaryFolder();
  store = openStore(join(folder.path, 'drydock.db'));
  by = store.localPerson().person.id;
  session = store.addSession({
    course: store.addCourse('Workshops', 'UTC').id,
    title: 'Tuesday',
    code: 'K7QF3M2X',
    capacity: 40,
    opens: '2026-11-24T09:00:00.000Z',
    ends: '2026-11-24T12:00:00.000Z',
    labs: ['start/one'],
  }).id;
  const joined = store.join(session, 'drawn-by-anna', 'Anna', []);
  anna = joined === 'full' ? '' : joined.person.id;
});
afterEach(() => {
  store.close();
  folder[Symbol.dispose]();
});

const show = (title: string, length: number) =>
  store.addSessionEvent(session, 'shown', { by, data: { what: 'file', title, text: 'x'.repeat(length) } });
/** Straight from the file, as another program finds it. */
function ask(sql: string): unknown {
  const db = new DatabaseSync(join(folder.path, 'drydock.db'));
  try {
    return db.prepare(sql).get();
  } finally {
    db.close();
  }
}

describe('what was shown', () => {
  test('is kept up to twenty, and up to a megabyte; the last one always', () => {
    for (let at = 1; at <= 30; at += 1) show(`file ${at}`, 10);
    expect(store.listSessionEvents(session, 'shown')).toHaveLength(20);
    for (let at = 1; at <= 30; at += 1) show(`large ${at}`, longestShown);
    expect(ask('SELECT sum(length(data)) < 1_000_000 AS isBounded FROM session_event')).toEqual({
      isBounded: 1,
    });
    expect(store.shownNow(session)).toMatchObject({ what: 'file', title: 'large 30' });
    expect(store.lastSessionEvent(session, 'shown')?.data).toMatchObject({ text: 'x'.repeat(longestShown) });
    store.addSessionEvent(session, 'shown', {
      by,
      data: { what: 'file', title: 'wide', text: '\u20ac'.repeat(longestShown) },
    });
    expect(store.lastSessionEvent(session, 'shown')?.data).toMatchObject({ title: 'wide' });
  });

  test('is over once it was ended, and another one is shown in its place', () => {
    expect(store.shownNow(session)).toBeUndefined();
    show('one', 1);
    store.addSessionEvent(session, 'shown-ended', { by, data: {} });
    expect(store.shownNow(session)).toBeUndefined();
    store.addSessionEvent(session, 'shown', { by, data: { what: 'prediction', key: 'start/one' } });
    expect(store.shownNow(session)).toMatchObject({ what: 'prediction', title: 'start/one', by: 'local' });
  });

  test('is removed by nobody where it is the last, and nothing else of a session is', () => {
    show('one', 1);
    store.removeJoined(session, anna, by);
    for (const kind of ['shown', 'removed'])
      expect(() => ask(`DELETE FROM session_event WHERE kind = '${kind}' RETURNING id`)).toThrow(
        'append-only',
      );
  });
});

test('links that were made anew are kept of each learner up to twenty', () => {
  const renew = (person: string) =>
    store.addSessionEvent(session, 'link-renewed', { person, by: person, data: {} });
  const joined = store.join(session, 'drawn-by-ben', 'Ben', []);
  const ben = joined === 'full' ? '' : joined.person.id;
  renew(ben);
  for (let at = 1; at <= 30; at += 1) renew(anna);
  expect(store.listSessionEvents(session, 'link-renewed')).toHaveLength(21);
  expect(store.lastSessionEvent(session, 'link-renewed', ben)).toMatchObject({ by: 'Ben' });
});

test('who took a solution over is told without what they had', () => {
  const take = (lab: 'start/one' | 'start/two') =>
    store.addSessionEvent(session, 'caught-up', {
      person: anna,
      by: anna,
      data: { lab, files: [{ path: 'a', hash: '' }] },
    });
  for (const lab of ['start/one', 'start/two', 'start/one'] as const) take(lab);
  expect(store.listHelped(session)).toEqual([
    { person: anna, lab: 'start/one' },
    { person: anna, lab: 'start/two' },
  ]);
});

test('personal links and sign-ins of one person are bounded: those that let nobody in go first, then the oldest', () => {
  const first = store.mintCredential(anna, 'sign-in', hour, session);
  const [oldest, ...links] = Array.from({ length: 21 }, () =>
    store.mintCredential(anna, 'rejoin', hour, session),
  );
  expect(store.redeemCredential('rejoin', oldest ?? '')).toBeUndefined();
  for (const link of links) expect(store.redeemCredential('rejoin', link)?.person.id).toBe(anna);
  ask(
    `INSERT INTO credential (id, person, kind, session, hash, created_at, expires_at, revoked_at)
    WITH RECURSIVE number(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM number WHERE at < 300)
    SELECT 'ended ' || at, '${anna}', 'sign-in', '${session}', 'hash ' || at, '3000', '3000', '2026' FROM number
    RETURNING id`,
  );
  store.mintCredential(anna, 'sign-in', hour, session);
  expect(store.findSignIn(first)?.person.id).toBe(anna);
  expect(ask(`SELECT count(*) AS kept FROM credential WHERE person = '${anna}'`)).toEqual({ kept: 220 });
});

test('what was agreed to before a date was said is until the end that is known', () => {
  store.giveConsent(session, anna, { version: 1, keepDays: 30, until: '' });
  store.close();
  using older = makeTemporaryFolder();
  const file = join(older.path, 'drydock.db');
  const db = new DatabaseSync(file);
  migrateTo(9, db);
  db.exec(`ATTACH '${join(folder.path, 'drydock.db')}' AS made; PRAGMA foreign_keys = OFF;`);
  for (const table of ['person', 'course', 'session']) {
    const columns = db.prepare('SELECT name FROM pragma_table_info(?)').all(table);
    const then = columns.map(({ name }) => name).join();
    db.exec(`INSERT INTO ${table} (${then}) SELECT ${then} FROM made.${table}`);
  }
  db.exec(`INSERT INTO consent SELECT seq, session, person, version, keep_days, at FROM made.consent`);
  db.exec('DETACH made');
  migrateTo(10, db);
  expect(db.prepare('SELECT until FROM consent').get()).toEqual({ until: '2026-12-24T12:00:00.000Z' });
  expect(() => db.exec(`UPDATE consent SET until = ''`)).toThrow('append-only');
  db.close();
  store = openStore(join(folder.path, 'drydock.db'));
});
