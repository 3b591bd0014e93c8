import { expect, test } from 'vitest';
import { makeDraftStore } from '../../../../../src/client/workspace/files/draft-store.ts';

class FakeStorage {
  readonly items = new Map<string, string>();
  full = false;
  get length(): number {
    return this.items.size;
  }
  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }
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
  expect(makeDraftStore('drafts:start/first', storage).keep(draft)).toBe(true);
  expect(makeDraftStore('drafts:start/first', storage).find('compose.yaml')).toEqual(draft);
  expect(makeDraftStore('drafts:start/other', storage).list()).toEqual([]);
});

test('the last draft dropped leaves nothing behind', () => {
  const storage = new FakeStorage();
  const drafts = makeDraftStore('drafts:start/first', storage);
  drafts.keep(draft);
  drafts.drop('compose.yaml');
  expect(storage.items.size).toBe(0);
});

test('without room in the browser a draft lives on in the page, and says that it may be lost', () => {
  const storage = new FakeStorage();
  storage.full = true;
  const drafts = makeDraftStore('drafts:start/first', storage);
  expect(drafts.keep(draft)).toBe(false);
  expect(drafts.find('compose.yaml')).toEqual(draft);
});

test.each(['not json', '{"a":1}', '[{"path":1}]'])(
  'what does not read as drafts (%s) is no draft',
  (kept) => {
    const storage = new FakeStorage();
    storage.items.set('drydock:drafts:start/first', kept);
    expect(makeDraftStore('drafts:start/first', storage).list()).toEqual([]);
  },
);

test('two tabs that edit one file both keep what was typed, and a page that comes later finds each in turn', () => {
  const storage = new FakeStorage();
  const [one, other] = [
    makeDraftStore('drafts:start/first', storage),
    makeDraftStore('drafts:start/first', storage),
  ];
  const later = { ...draft, text: 'of the other tab', at: '2026-01-01T00:00:05Z' };
  const beside = { ...draft, path: 'beside' };
  one.keep(draft);
  other.keep(later);
  one.keep(beside);
  const next = makeDraftStore('drafts:start/first', storage);
  expect(next.list()).toEqual([later, beside]);
  expect(next.find('compose.yaml')).toEqual(later);
  next.drop('compose.yaml');
  expect(makeDraftStore('drafts:start/first', storage).find('compose.yaml')).toEqual(draft);
});

test('a tab that saved its text drops no draft of another', () => {
  const storage = new FakeStorage();
  const one = makeDraftStore('drafts:start/first', storage);
  one.keep(draft);
  const other = makeDraftStore('drafts:start/first', storage);
  one.keep({ ...draft, text: 'typed on' });
  expect(other.find('compose.yaml')).toEqual(draft);
  other.drop('compose.yaml');
  expect(makeDraftStore('drafts:start/first', storage).find('compose.yaml')?.text).toBe('typed on');
});

test('without room a draft that is taken over stays where it was', () => {
  const storage = new FakeStorage();
  makeDraftStore('drafts:start/first', storage).keep(draft);
  storage.full = true;
  expect(makeDraftStore('drafts:start/first', storage).find('compose.yaml')).toEqual(draft);
  expect(makeDraftStore('drafts:start/first', storage).find('compose.yaml')).toEqual(draft);
});

test('what an earlier version kept is found', () => {
  const storage = new FakeStorage();
  storage.items.set('drydock:drafts:start/first', JSON.stringify([draft]));
  expect(makeDraftStore('drafts:start/first', storage).find('compose.yaml')).toEqual(draft);
  expect(storage.items.has('drydock:drafts:start/first')).toBe(false);
});
