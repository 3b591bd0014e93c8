import { expect, test } from 'vitest';
import { ApiError } from '../../../../../src/client/core/api.ts';
import { markOf } from '../../../../../src/client/workspace/files/document-state.ts';
import { makeDraftStore } from '../../../../../src/client/workspace/files/draft-store.ts';
import { makeFileStore } from '../../../../../src/client/workspace/files/file-store.ts';
import type { FileContent } from '../../../../../src/lab/wire/files.ts';

/** Files in memory; each write makes the next revision. `away`: nobody answers. */
class FakeServer {
  readonly files = new Map<string, { text: string; revision: number }>([
    ['compose.yaml', { text: 'start', revision: 1 }],
    ['web/run.sh', { text: 'run', revision: 1 }],
  ]);
  away = false;
  saves = 0;
  /** Set to hold answers back. */
  gate: Promise<void> = Promise.resolve();

  write(path: string, text: string): void {
    this.files.set(path, { text, revision: (this.files.get(path)?.revision ?? 0) + 1 });
  }
  content(path: string): FileContent | undefined {
    const file = this.files.get(path);
    if (file === undefined) return undefined;
    return { path, revision: `r${file.revision}`, sizeBytes: file.text.length, text: file.text };
  }
  async answer<T>(value: () => T): Promise<T> {
    if (this.away) throw new ApiError(0, { code: 'internal', title: '', message: 'nobody answers' });
    const answered = value();
    await this.gate;
    return answered;
  }
  listFiles = () =>
    this.answer(() =>
      [...this.files.keys()].map((path) => ({ path, kind: 'file' as const, sizeBytes: 1, revision: 'r' })),
    );
  readFile = (path: string) => this.answer(() => this.content(path));
  saveFile = (path: string, text: string, revision: string) =>
    this.answer(() => {
      this.saves += 1;
      const current = this.content(path);
      if (current === undefined && revision !== '') return { kind: 'gone' as const };
      if (current !== undefined && current.revision !== revision) return { kind: 'stale' as const, current };
      this.write(path, text);
      const content = this.content(path);
      if (content === undefined) throw new Error('just written');
      return { kind: 'saved' as const, content };
    });
  createEntry = (path: string, kind: 'file' | 'directory') =>
    this.answer(() => {
      this.write(path, '');
      return { path, kind, sizeBytes: 0, revision: 'r1' };
    });
  renameEntry = (from: string, to: string) =>
    this.answer(() => {
      for (const [path, file] of [...this.files]) {
        if (path !== from && !path.startsWith(`${from}/`)) continue;
        this.files.delete(path);
        this.files.set(to + path.slice(from.length), file);
      }
      return { path: to, kind: 'file' as const, sizeBytes: 0, revision: 'r1' };
    });
  removeEntry = (path: string) => this.answer(() => void this.files.delete(path));
}

function open(server = new FakeServer(), drafts = makeDraftStore('drafts:start/lab', undefined)) {
  const waiting: (() => void)[] = [];
  const said: string[] = [];
  const store = makeFileStore({
    server,
    drafts,
    later(run) {
      waiting.push(run);
      return () => void waiting.splice(waiting.indexOf(run), 1);
    },
    now: () => new Date('2026-01-01T00:00:00Z'),
    say: (text) => void said.push(text),
  });
  const stateOf = (path: string) => {
    const state = store.documents.value.get(path);
    if (state === undefined) throw new Error(`${path} is not open`);
    return state;
  };
  return { server, drafts, store, waiting, said, stateOf };
}

test('typing is saved once, when the pause is over', async () => {
  const { server, store, waiting } = open();
  await store.open('compose.yaml');
  store.edit('compose.yaml', 'a');
  store.edit('compose.yaml', 'ab');
  expect(waiting).toHaveLength(1);
  waiting[0]?.();
  await store.saveAll();
  expect(server.files.get('compose.yaml')?.text).toBe('ab');
  expect(server.saves).toBe(1);
});

test('what was typed while a save was under way goes with the next, in order', async () => {
  const { server, store } = open();
  await store.open('compose.yaml');
  store.edit('compose.yaml', 'one');
  const first = store.save('compose.yaml');
  store.edit('compose.yaml', 'two');
  await Promise.all([first, store.saveAll()]);
  expect(server.files.get('compose.yaml')).toEqual({ text: 'two', revision: 3 });
});

test('a run does not begin while a file has two versions, and the file is shown', async () => {
  const { server, store, said } = open();
  await store.open('compose.yaml');
  await store.open('web/run.sh');
  store.edit('compose.yaml', 'mine');
  server.write('compose.yaml', 'theirs');
  expect(await store.saveAll()).toBe(false);
  expect(store.current.value).toBe('compose.yaml');
  expect(said).toEqual(['compose.yaml has changed elsewhere: choose between two versions.']);
  await store.keepMine('compose.yaml');
  expect(server.files.get('compose.yaml')?.text).toBe('mine');
  expect(await store.saveAll()).toBe(true);
});

test('edits made while the server is away are kept in the browser, and go out when it is back', async () => {
  const { server, store, drafts, stateOf } = open();
  await store.open('compose.yaml');
  server.away = true;
  store.edit('compose.yaml', 'kept');
  expect(await store.saveAll()).toBe(false);
  expect(markOf(stateOf('compose.yaml'))).toBe('kept');
  expect(drafts.find('compose.yaml')?.text).toBe('kept');
  server.away = false;
  await store.flush();
  expect(server.files.get('compose.yaml')?.text).toBe('kept');
  expect(drafts.list()).toEqual([]);
});

test('a draft of an earlier visit goes out by itself, if nobody changed the file meanwhile', async () => {
  const server = new FakeServer();
  const drafts = makeDraftStore('drafts:start/lab', undefined);
  drafts.keep({ path: 'compose.yaml', text: 'yesterday', revision: 'r1', at: '' });
  const { store, said } = open(server, drafts);
  await store.flush();
  expect(server.files.get('compose.yaml')?.text).toBe('yesterday');
  expect(said).toEqual(['Edits kept in this browser: compose.yaml.']);
});

test('an answer that is older than our own save does not take it back', async () => {
  const { server, store, stateOf } = open();
  await store.open('compose.yaml');
  let goOn = () => {};
  server.gate = new Promise((resolve) => {
    goOn = resolve;
  });
  const look = store.changed(['compose.yaml']);
  server.gate = Promise.resolve();
  store.edit('compose.yaml', 'newer');
  await store.save('compose.yaml');
  goOn();
  await look;
  expect(stateOf('compose.yaml').text).toBe('newer');
  expect(markOf(stateOf('compose.yaml'))).toBe('saved');
});

test('a renamed folder takes its open files along', async () => {
  const { store } = open();
  await store.open('web/run.sh');
  await store.open('compose.yaml');
  expect(await store.rename('web', 'site')).toBe(true);
  expect([...store.documents.value.keys()]).toEqual(['compose.yaml', 'site/run.sh']);
  expect(store.current.value).toBe('compose.yaml');
});

test('a file that is gone is not written again by a save', async () => {
  const { server, store, stateOf } = open();
  await store.open('compose.yaml');
  server.files.delete('compose.yaml');
  store.edit('compose.yaml', 'mine');
  await store.saveAll();
  expect(server.files.has('compose.yaml')).toBe(false);
  expect(markOf(stateOf('compose.yaml'))).toBe('gone');
  await store.recreate('compose.yaml');
  expect(server.files.get('compose.yaml')?.text).toBe('mine');
});

test('a file that cannot be read says why and is not opened', async () => {
  const { store } = open();
  expect(await store.open('nowhere')).toBe(false);
  expect(store.trouble.value?.message).toContain('nowhere');
});
