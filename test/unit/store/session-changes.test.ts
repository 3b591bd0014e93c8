import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../../src/store/open-store.ts';
import { fillSession, fillStore } from '../../fixtures/store/fill-store.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

test('whoever listens hears what is on disk, and one that fails keeps nothing from the others or from the disk', () => {
  using folder = makeTemporaryFolder();
  using store = openStore(join(folder.path, 'drydock.db'));
  fillStore(store);
  const heard: string[] = [];
  const first = store.onSessionChange(() => {
    throw new Error('a listener broke');
  });
  using _ = store.onSessionChange((session, { type }) => {
    heard.push(`${type} ${store.findSession(session)?.title}`);
  });
  expect(() => fillSession(store)).toThrow('a listener broke');
  expect(heard).toEqual(['joined Tuesday']);
  const [session] = store.listSessions();
  expect(store.listJoined(session?.id ?? '')).toHaveLength(1);
  first[Symbol.dispose]();
  store.addNotice(session?.id ?? '', store.localPerson().person.id, 'Read on.', undefined);
  expect(heard).toEqual(['joined Tuesday', 'notices Tuesday']);
  expect(() => store.addNotice('no-such-session', 'nobody', 'x', undefined)).toThrow();
  expect(heard).toHaveLength(2);
});
