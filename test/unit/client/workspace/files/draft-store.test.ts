import { expect, test } from 'vitest';
import { makeDraftStore } from '../../../../../src/client/workspace/files/draft-store.ts';

class FakeStorage {
  readonly items = new Map<string, string>();
  full = false;
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}

const draft = { path: 'compose.yaml', text: 'services: {}', revision: 'r1', at: '2026-01-01T00:00:00Z' };

test('a draft is there again after the page was closed, for its lab only', () => {
  const storage = new FakeStorage();
  expect(makeDraftStore('start/first', storage).keep(draft)).toBe(true);
  expect(makeDraftStore('start/first', storage).find('compose.yaml')).toEqual(draft);
  expect(makeDraftStore('start/other', storage).list()).toEqual([]);
});

test('the last draft dropped leaves nothing behind', () => {
  const storage = new FakeStorage();
  const drafts = makeDraftStore('start/first', storage);
  drafts.keep(draft);
  drafts.drop('compose.yaml');
  expect(storage.items.size).toBe(0);
});

test('without room in the browser a draft lives on in the page, and says that it may be lost', () => {
  const storage = new FakeStorage();
  storage.full = true;
  const drafts = makeDraftStore('start/first', storage);
  expect(drafts.keep(draft)).toBe(false);
  expect(drafts.find('compose.yaml')).toEqual(draft);
});

test.each(['not json', '{"a":1}', '[{"path":1}]'])(
  'what does not read as drafts (%s) is no draft',
  (kept) => {
    const storage = new FakeStorage();
    storage.items.set('drydock:drafts:start/first', kept);
    expect(makeDraftStore('start/first', storage).list()).toEqual([]);
  },
);
