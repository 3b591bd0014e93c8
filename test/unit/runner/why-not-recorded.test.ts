import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agreementOf, withdrawnVersion } from '../../../src/lab/sessions/consent.ts';
import { whyNotRecorded } from '../../../src/runner/why-not-recorded.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { fillSession, fillStore } from '../../fixtures/store/fill-store.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

test('of a party in a session is recorded what its people agree to, whatever they work for; of whoever works alone, all', () => {
  using folder = makeTemporaryFolder();
  using store = openStore(join(folder.path, 'drydock.db'));
  fillStore(store);
  fillSession(store);
  const [session] = store.listSessions();
  const [joined] = store.listJoined(session?.id ?? '');
  if (session === undefined || joined === undefined) throw new Error('the store has no session');
  const agreed = agreementOf({ until: '2999-01-01T00:00:00.000Z' }, session);
  const say = (version: number) => store.giveConsent(session.id, joined.person.id, { ...agreed, version });
  const party = joined.party.id;
  const contexts = [`session:${session.id}`, 'assignment:one'] as const;
  say(agreed.version);
  for (const context of contexts) expect(whyNotRecorded(store, { party, context })).toBeUndefined();
  say(withdrawnVersion);
  for (const context of contexts)
    expect(whyNotRecorded(store, { party, context })?.message).toContain(session.title);
  expect(whyNotRecorded(store, { party, context: 'self' })).toBeUndefined();
  expect(whyNotRecorded(store, { party: 'another', context: contexts[0] })).toBeUndefined();
});
