/** Evidence as a home keeps it: in one chain, once of each thing, signed by the key of then. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPublicKey } from '../../../src/evidence/ed25519.ts';
import { verifyText } from '../../../src/evidence/verify-lines.ts';
import { loadEvidenceKey, makeEvidenceKey } from '../../../src/store/evidence-key.ts';
import { type OpenStore, openStore } from '../../../src/store/open-store.ts';
import { openPublishedEvidence } from '../../../src/store/published-evidence.ts';
import { makeFacts, notGraded } from '../../fixtures/evidence.ts';
import { makeTestLedger } from '../../fixtures/ledger.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let store: OpenStore;
let seconds = 0;
const now = () => new Date(Date.UTC(2026, 10, 25, 10, 0, seconds++));
const database = () => join(folder.path, 'drydock.db');
const key = () => join(folder.path, 'evidence-key.pem');
beforeEach(() => {
  folder = makeTemporaryFolder();
  store = openStore(database());
});
afterEach(() => {
  store.close();
  folder[Symbol.dispose]();
});

const record = (...abouts: readonly string[]) =>
  abouts.map((about) => makeTestLedger(store, folder.path, now).record(makeFacts({ about })));

function published() {
  using evidence = openPublishedEvidence(folder.path);
  const rows = [...evidence.rows()];
  const keys = evidence.keys.map(({ publicPem, since, until }) => ({
    ...readPublicKey(publicPem),
    since,
    until,
  }));
  return { rows, keys, text: rows.map(({ dsse }) => dsse).join('\n') };
}

describe('a home', () => {
  it('has no key before it signs, and then one that nobody else can read', () => {
    expect(published()).toMatchObject({ rows: [], keys: [] });
    expect(() => statSync(key())).toThrow('ENOENT');
    record('attempt:1');
    expect(statSync(key()).mode & 0o777).toBe(0o600);
    expect(published().keys).toHaveLength(1);
  });

  it('keeps evidence as a chain that holds, of what was judged and of what could not be', () => {
    record('attempt:1', 'attempt:2');
    makeTestLedger(store, folder.path, now).record(notGraded);
    const { text, keys, rows } = published();
    expect(verifyText(text, keys)).toMatchObject({
      ok: true,
      chain: { first: 1, last: 3, head: rows[2]?.hash, faults: [] },
    });
  });

  it('has one evidence of a thing, however often it is asked for', () => {
    const [first, again] = record('attempt:1', 'attempt:1');
    expect(again).toEqual(first);
    expect(published().rows).toHaveLength(1);
  });

  it('case 332: goes on with another key, and what was signed before is verified with the old one', () => {
    record('attempt:1');
    store.registerKey(makeEvidenceKey(folder.path, now()));
    record('attempt:2');
    const { keys, text } = published();
    expect(keys.map(({ until }) => until === undefined)).toEqual([false, true]);
    expect(keys[0]?.until).toBe(keys[1]?.since);
    expect(verifyText(text, keys).ok).toBe(true);
    // Whoever got the old key cannot sign for today with it.
    const [old] = keys;
    if (!old) throw new Error('there is no key');
    expect(verifyText(text, [old]).lines.map(({ verdict }) => verdict.ok)).toEqual([true, false]);
  });

  it('does not sign with a key that was replaced', () => {
    const old = loadEvidenceKey(folder.path, now());
    store.registerKey(old);
    store.registerKey(makeEvidenceKey(folder.path, now()));
    expect(() => store.registerKey(old)).toThrow(
      expect.objectContaining({ code: 'setup-failed', message: expect.stringContaining('was replaced at') }),
    );
  });

  it('case 332: does not sign by a clock that says a time before its key', () => {
    record('attempt:1');
    const before = () => new Date('2020-01-01T00:00:00Z');
    expect(() =>
      makeTestLedger(store, folder.path, before).record(makeFacts({ about: 'attempt:2' })),
    ).toThrow(
      expect.objectContaining({ code: 'setup-failed', fix: expect.stringContaining('Put the clock right') }),
    );
    expect(published().rows).toHaveLength(1);
  });

  it('does not sign what could not be read again', () => {
    const engine = { version: 'x'.repeat(201), kernel: '6' };
    expect(() => makeTestLedger(store, folder.path, now).record(makeFacts({ engine }))).toThrow(
      expect.objectContaining({ code: 'bad-evidence', message: expect.stringContaining('engine.version') }),
    );
    expect(published().rows).toEqual([]);
  });

  it.each(['', 'hello', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'])(
    'names a key file that is damaged, and makes no other: %j',
    (content) => {
      record('attempt:1');
      writeFileSync(key(), content);
      for (const attempt of [() => record('attempt:2'), () => published()])
        expect(attempt).toThrow(
          expect.objectContaining({ code: 'setup-failed', message: expect.stringContaining(key()) }),
        );
    },
  );

  it('has a public key also where its database came from a backup, which brings none', () => {
    record('attempt:1');
    using other = makeTemporaryFolder();
    const signer = loadEvidenceKey(other.path, now());
    using fresh = openPublishedEvidence(other.path);
    expect(fresh.keys.map(({ keyid }) => keyid)).toEqual([signer.keyid]);
  });

  it('of before there was evidence has none, and is not changed by being asked', () => {
    using other = makeTemporaryFolder();
    const old = new URL('../../golden/store/schema-5.db', import.meta.url);
    writeFileSync(join(other.path, 'drydock.db'), readFileSync(old));
    using evidence = openPublishedEvidence(other.path);
    expect([evidence.keys, [...evidence.rows()]]).toEqual([[], []]);
  });
});

describe('the table of evidence', () => {
  it.each([
    ["UPDATE evidence SET about = 'attempt:9'", 'evidence is append-only'],
    ['DELETE FROM evidence', 'evidence is append-only'],
    [
      "INSERT INTO evidence (hash, prev, about, dsse) SELECT 'x', NULL, 'y', '{}'",
      'evidence stands behind the last one',
    ],
    [
      "INSERT INTO evidence (hash, prev, about, dsse) SELECT 'x', hash, 'y', '{}' FROM evidence WHERE seq = 1",
      'evidence stands behind the last one',
    ],
    ["UPDATE signing_key SET public_pem = 'mine'", 'a signing key only ends, and once'],
    ['DELETE FROM signing_key', 'a signing key is kept'],
  ])('refuses %s', (sql, told) => {
    record('attempt:1', 'attempt:2');
    using db = new DatabaseSync(database());
    expect(() => db.exec(sql)).toThrow(told);
  });
});
