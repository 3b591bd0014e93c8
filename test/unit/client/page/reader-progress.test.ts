import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeCell } from '../../../../src/client/core/cell.ts';
import type { Connection, Reach } from '../../../../src/client/core/connection.ts';
import { makeProgress } from '../../../../src/client/page/reader-progress.ts';
import { parseAnswer } from '../../../../src/lab/wire/routes.ts';
import { eventually } from '../../../fixtures/eventually.ts';
import { makeFakeStorage } from '../../../fixtures/fake-storage.ts';

/** A connection whose server remembers what was sent to it. */
class FakeConnection implements Connection {
  readonly person: string | undefined;
  readonly alias = undefined;
  readonly reach = makeCell<Reach>('unknown');
  readonly engine = makeCell(undefined);
  readonly sent: unknown[] = [];
  stored = { chapters: {}, labs: {}, predictions: {}, recalls: {} };
  readonly api: Connection['api'] = {
    events: async function* () {},
    follow: async function* () {},
    call: async (name, ...[call]) => {
      this.sent.push([name, call]);
      return parseAnswer(name, undefined);
    },
    read: async (name, ..._call: unknown[]) => parseAnswer(name, this.stored),
  };
  constructor(person?: string) {
    this.person = person;
  }
  look = async () => undefined;
  lookAtEngine = async () => undefined;
  stillSignedIn = async () => true;
  signOut = async () => undefined;
  signInAs = async () => this.api;
}

beforeEach(() => vi.stubGlobal('localStorage', makeFakeStorage()));
afterEach(() => vi.unstubAllGlobals());

it('keeps predictions in the browser, and hands them to the store once there is one', async () => {
  const reading = new FakeConnection();
  reading.reach.set('reading');
  makeProgress(reading).predict('start/kernels', 'one', 0.7);
  expect(reading.sent).toEqual([]);

  const later = new FakeConnection('ann');
  later.stored = { chapters: {}, labs: {}, predictions: { 'start/other': { value: 'ten' } }, recalls: {} };
  const progress = makeProgress(later);
  later.reach.set('signed-in');
  await eventually(() => expect(later.sent).toHaveLength(1));
  expect(later.sent).toEqual([
    ['predict', { body: { key: 'start/kernels', value: 'one', confidence: 0.7 }, keepalive: true }],
  ]);
  expect(progress.view.value.predictions).toEqual({
    'start/kernels': { value: 'one', confidence: 0.7 },
    'start/other': { value: 'ten' },
  });
});

it('never takes back how far a chapter was read', () => {
  const connection = new FakeConnection();
  connection.reach.set('reading');
  const progress = makeProgress(connection);
  progress.readTo('start', 0.8, undefined);
  progress.readTo('start', 0.3, 'start/first-container');
  expect(progress.view.value.chapters.start?.readTo).toBe(0.8);
  expect(progress.view.value.last).toEqual({ chapter: 'start', lab: 'start/first-container' });
});

it('marks a task as done at once and only once', () => {
  const progress = makeProgress(new FakeConnection());
  progress.taskDone('a/b', 'look', 3);
  progress.taskDone('a/b', 'look', 3);
  expect(progress.view.value.labs['a/b']).toEqual({ started: true, tasksDone: ['look'], tasks: 3 });
});

it('lets a prediction count once what it is was seen, and only the first time', () => {
  const connection = new FakeConnection();
  connection.reach.set('signed-in');
  const progress = makeProgress(connection);
  progress.settle('start/sets', true);
  expect(progress.view.value.predictions).toEqual({});
  progress.predict('start/sets', 'none', 0.95);
  progress.settle('start/sets', true);
  progress.settle('start/sets', false);
  expect(progress.view.value.predictions['start/sets']).toEqual({
    value: 'none',
    confidence: 0.95,
    correct: true,
  });
  expect(connection.sent).toHaveLength(2);
});

it('keeps whether something was recalled, and tells the store', () => {
  const connection = new FakeConnection();
  connection.reach.set('signed-in');
  const progress = makeProgress(connection);
  progress.recalled('start/how-many', true);
  expect(progress.view.value.recalls['start/how-many']).toMatchObject({ had: true, step: 1 });
  expect(connection.sent).toEqual([
    ['recall', { body: { key: 'start/how-many', had: true }, keepalive: true }],
  ]);
});

it('tells the store how far a chapter was read where that was said as the page was left, and lost', async () => {
  const reading = new FakeConnection();
  reading.reach.set('reading');
  makeProgress(reading).readTo('start', 0.6, undefined);

  const later = new FakeConnection('ann');
  const readAt = '2026-01-31T12:00:00Z';
  const stored = { start: { readTo: 0.2, readAt }, runtimes: { readTo: 1, readAt } };
  later.stored = { ...later.stored, chapters: stored };
  const progress = makeProgress(later);
  later.reach.set('signed-in');
  await eventually(() => expect(progress.view.value.chapters.runtimes?.readTo).toBe(1));
  expect(progress.view.value.chapters.start?.readTo).toBe(0.6);
  expect(later.sent).toEqual([['setPosition', { chapter: 'start', body: { readTo: 0.6 }, keepalive: true }]]);
});

it('hands what one person said in this browser to nobody else', async () => {
  const ann = new FakeConnection('ann');
  ann.reach.set('reading');
  makeProgress(ann).predict('start/kernels', 'one', 0.7);

  const ben = new FakeConnection('ben');
  const progress = makeProgress(ben);
  ben.stored = { ...ben.stored, chapters: { start: { readTo: 1, readAt: '2026-01-31T12:00:00Z' } } };
  ben.reach.set('signed-in');
  await eventually(() => expect(progress.view.value.chapters.start?.readTo).toBe(1));
  expect(progress.view.value.predictions).toEqual({});
  expect(ben.sent).toEqual([]);
});
