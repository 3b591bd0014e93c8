/** Evidence of grading, keys and observations that somebody else may have made, given to the command line. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GradedFacts } from '../../../src/evidence/facts.ts';
import { judge } from '../../../src/lab/checks/judge.ts';
import { canonicalJson } from '../../../src/lab/general/canonical-json.ts';
import { LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { openPublishedEvidence } from '../../../src/store/published-evidence.ts';
import { runBare } from '../../fixtures/bare-command.ts';
import { drawSigner, makeFacts, sealChain } from '../../fixtures/evidence.ts';
import { makeTestLedger } from '../../fixtures/ledger.ts';
import { makeObservation } from '../../fixtures/observed.ts';
import { readTreeOf } from '../../fixtures/read-tree-of.ts';
import { makeHome } from '../../fixtures/store/make-home.ts';
import { makeDatabase, packArchive } from '../../fixtures/store/pack-archive.ts';
import { restoreFile } from '../../fixtures/store/restore-file.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const home = () => join(folder.path, 'home');
const path = (name: string) => join(folder.path, name);
const lab = (await LabLibrary.open('labs')).get('start/first-container');
const observation = makeObservation();

/** Judged by the lab of the book, so that it can be judged again. */
const judged = (about: string): GradedFacts =>
  makeFacts({
    about,
    observation,
    labContent: lab.contentHash,
    results: judge(lab.manifest, observation, {}),
    values: {},
  });

/** No engine of this machine is asked: none of these commands gets so far. */
const run = async (...argv: readonly string[]) => {
  const { exitCode, signal, stdout, stderr } = await runBare(['--home', home(), ...argv], {
    env: { HOME: path('nobody'), DOCKER_HOST: `unix://${path('no.sock')}` },
    cwd: folder.path,
  });
  expect({ signal, stderr }).toMatchObject({ signal: null });
  expect(stderr).not.toMatch(/Something in Drydock broke|^\s+at .*:\d+:\d+/m);
  return { exitCode, told: stdout + stderr, stdout };
};
const evidence = (...argv: readonly string[]) => run('evidence', ...argv);

beforeEach(async () => {
  folder = makeTemporaryFolder();
  await makeHome(home());
  using store = openStore(join(home(), 'drydock.db'));
  const ledger = makeTestLedger(store, home());
  for (const about of ['attempt:1', 'attempt:2', 'attempt:3', 'attempt:4']) ledger.record(judged(about));
  const [first] = readRows();
  writeFileSync(path('one.json'), `${first}\n`);
  writeFileSync(path('seen.json'), JSON.stringify(observation, null, 2));
});
afterEach(() => folder[Symbol.dispose]());

function readRows(): readonly string[] {
  using published = openPublishedEvidence(home());
  return [...published.rows()].map(({ dsse }) => dsse);
}

describe('honest evidence', () => {
  test('is exported, verified by the keys of its home and by those that it printed, and judged again', async () => {
    const exported = await evidence('export', 'all.jsonl', '--json');
    const { head, count } = JSON.parse(exported.stdout);
    expect(count).toBe(4);
    expect((await evidence('verify', 'all.jsonl', '--head', head)).exitCode).toBe(0);
    for (const form of [['--json'], []]) {
      writeFileSync(path('keys'), (await evidence('key', ...form)).stdout);
      const elsewhere = await run(
        '--home',
        path('elsewhere'),
        'evidence',
        'verify',
        'all.jsonl',
        '--key',
        'keys',
      );
      expect(elsewhere).toMatchObject({ exitCode: 0, told: expect.stringContaining(`head ${head}`) });
    }
    const again = await evidence('judge', 'one.json', '--observation', 'seen.json');
    expect(again).toMatchObject({ exitCode: 0, told: expect.stringContaining('The same results.') });
  });

  test('goes into a backup, and comes up in another home, where it is verified with its key alone', async () => {
    writeFileSync(path('keys'), (await evidence('key')).stdout);
    expect((await run('backup', 'mine.tar.gz')).exitCode).toBe(0);
    mkdirSync(path('other'));
    await restoreFile(path('other'), path('mine.tar.gz'), { at: new Date() });
    const other = (...argv: readonly string[]) => run('--home', path('other'), 'evidence', ...argv);
    expect((await other('export', 'theirs.jsonl')).exitCode).toBe(0);
    expect(readFileSync(path('theirs.jsonl'), 'utf8').trim().split('\n')).toEqual(readRows());
    expect(await other('verify', 'theirs.jsonl')).toMatchObject({
      exitCode: 1,
      told: expect.stringContaining('unknown-key'),
    });
    expect((await other('verify', 'theirs.jsonl', '--key', 'keys')).exitCode).toBe(0);
    expect(await other('key')).toMatchObject({ exitCode: 2, told: expect.stringContaining('has no key') });
  });

  test('is verified by old keys after another was made', async () => {
    expect((await evidence('key', '--renew')).exitCode).toBe(0);
    expect(JSON.parse((await evidence('key', '--json')).stdout)).toMatchObject([
      { until: expect.any(String) },
      { since: expect.any(String) },
    ]);
    expect((await evidence('verify', 'one.json')).exitCode).toBe(0);
  });
});

test('case 330: evidence that was changed, or that a stranger signed, is not believed', async () => {
  const { payload, signatures, ...rest } = JSON.parse(readFileSync(path('one.json'), 'utf8'));
  const said = Buffer.from(payload, 'base64').toString().replace('"local"', '"server"');
  const better = { ...rest, payload: Buffer.from(said).toString('base64'), signatures };
  writeFileSync(path('better.json'), JSON.stringify(better));
  expect(await evidence('verify', 'better.json')).toMatchObject({
    exitCode: 1,
    told: expect.stringContaining('wrong-signature'),
  });
  const stranger = drawSigner();
  writeFileSync(path('theirs.json'), sealChain(1, stranger)[0]?.dsse ?? '');
  expect(await evidence('verify', 'theirs.json')).toMatchObject({
    exitCode: 1,
    told: expect.stringContaining(`signed by the key ${stranger.keyid}`),
  });
  for (const file of ['better.json', 'theirs.json'])
    expect(await evidence('judge', file, '--observation', 'seen.json')).toMatchObject({
      exitCode: 1,
      told: expect.stringContaining('The evidence does not hold'),
    });
});

test('case 331: a chain from which lines were taken, or in which they were moved, names them', async () => {
  const [one = '', two = '', three = '', four = ''] = readRows();
  const verify = async (lines: readonly string[], ...more: readonly string[]) => {
    writeFileSync(path('chain'), lines.join('\n'));
    const { exitCode, told } = await evidence('verify', 'chain', ...more);
    expect(exitCode).toBe(1);
    return told;
  };
  expect(await verify([one, two, four])).toContain('line 3 does not follow line 2: number 3 is missing');
  expect(await verify([one, three, two])).toContain('line 3 was moved');
  const { head } = JSON.parse((await evidence('export', 'all', '--json')).stdout);
  expect(await verify([one, two], '--head', head)).toContain(`${head} is the hash of no line`);
});

test('case 332: a clock that is before the key makes no other one, and the one that is there stays', async () => {
  const file = join(home(), 'evidence-key.pem');
  const later = readFileSync(file, 'utf8').replace(/since \S+/, 'since 2999-01-01T00:00:00.000Z');
  using other = makeTemporaryFolder();
  writeFileSync(join(other.path, 'evidence-key.pem'), later);
  const renewed = await run('--home', other.path, 'evidence', 'key', '--renew');
  expect(renewed).toMatchObject({ exitCode: 3, told: expect.stringContaining('Put the clock right') });
  expect(readFileSync(join(other.path, 'evidence-key.pem'), 'utf8')).toBe(later);
});

describe('case 334: a backup', () => {
  test('does not say which keys are the home’s', async () => {
    const stranger = drawSigner();
    const database = makeDatabase((db) => {
      db.prepare("INSERT INTO signing_key (keyid, alg, public_pem, since) VALUES (?, 'ed25519', ?, ?)").run(
        stranger.keyid,
        stranger.publicPem,
        stranger.since,
      );
      const [row] = sealChain(1, stranger);
      db.prepare('INSERT INTO evidence (hash, about, dsse) VALUES (?, ?, ?)').run(
        row?.hash ?? '',
        'attempt:1',
        row?.dsse ?? '',
      );
    });
    await packArchive(path('theirs.tar.gz'), [[{ name: 'drydock.db' }, database]]);
    await restoreFile(home(), path('theirs.tar.gz'), { at: new Date() });
    const keys = JSON.parse((await evidence('key', '--json')).stdout);
    expect(keys.map(({ keyid }: { keyid: string }) => keyid)).not.toContain(stranger.keyid);
    expect((await evidence('export', 'all')).exitCode).toBe(0);
    expect((await evidence('verify', 'all')).told).toContain('unknown-key');
  });

  test.each([
    ['another hash', "UPDATE evidence SET hash = 'a' WHERE seq = 2"],
    ['a hash of another', `UPDATE evidence SET hash = '${'0'.repeat(64)}' WHERE seq = 2`],
    ['no envelope', "UPDATE evidence SET dsse = '{}'"],
    ['no text', 'UPDATE evidence SET dsse = CAST(zeroblob(8) AS TEXT)'],
    ['a chain that does not hold', 'UPDATE evidence SET prev = NULL WHERE seq = 2'],
  ])('whose evidence has %s is refused, nothing changed', async (_, sql) => {
    const rows = sealChain(2, drawSigner());
    const database = makeDatabase((db) => {
      for (const [index, { hash, dsse }] of rows.entries())
        db.prepare('INSERT INTO evidence (hash, prev, about, dsse) VALUES (?, ?, ?, ?)').run(
          hash,
          rows[index - 1]?.hash ?? null,
          `attempt:${index}`,
          dsse,
        );
      db.exec(
        `DROP TRIGGER evidence_kept; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; ${sql} `,
      );
    });
    await packArchive(path('theirs.tar.gz'), [[{ name: 'drydock.db' }, database]]);
    const before = readTreeOf(home());
    await expect(restoreFile(home(), path('theirs.tar.gz'), { at: new Date() })).rejects.toMatchObject({
      code: 'bad-usage',
    });
    expect(readTreeOf(home())).toEqual(before);
  });
});

describe('case 335: what is given as', () => {
  const made: Readonly<Record<string, (file: string) => void>> = {
    'nothing there': () => undefined,
    'a folder': (file) => mkdirSync(file),
    'a pipe': (file) => execFileSync('mkfifo', [file]),
    'a device': (file) => symlinkSync('/dev/zero', file),
    'a circle of links': (file) => symlinkSync(file, file),
    empty: (file) => writeFileSync(file, ''),
    'no text': (file) => writeFileSync(file, Buffer.from([0xff, 0xfe, 0, 1])),
    'of half a terabyte': (file) => {
      writeFileSync(file, '');
      truncateSync(file, 2 ** 39);
    },
    'names of prototypes': (file) =>
      writeFileSync(
        file,
        '{"__proto__":{"payload":""},"constructor":{"prototype":{"keyid":""}},"signatures":[]}',
      ),
    'nested deep': (file) => writeFileSync(file, `${'['.repeat(100_000)}${']'.repeat(100_000)}`),
    'said to a terminal': (file) =>
      writeFileSync(file, '{"payloadType":"\\u001b]0;mine\\u0007","payload":"","signatures":[{"sig":""}]}'),
  };
  test.each(Object.entries(made))('evidence: %s', async (_, make) => {
    make(path('given'));
    for (const command of [['verify'], ['judge', '--observation', 'seen.json']]) {
      const { exitCode, told } = await evidence(...command, 'given');
      expect(exitCode, told).toBeOneOf([1, 2]);
      expect(told).not.toContain('\u001b');
    }
  });
  test.each(Object.entries(made))('keys: %s', async (_, make) => {
    make(path('given'));
    expect((await evidence('verify', 'one.json', '--key', 'given')).exitCode).toBe(2);
  });
  test.each(Object.entries(made))('an observation: %s', async (_, make) => {
    make(path('given'));
    const { exitCode, told } = await evidence('judge', 'one.json', '--observation', 'given');
    expect(exitCode, told).toBeOneOf([1, 2]);
  });
});

test.each([
  ['cut off', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 100))],
  ['of somebody else', (file: string) => writeFileSync(file, 'mine\n')],
  [
    'a folder',
    (file: string) => {
      rmSync(file);
      mkdirSync(file);
    },
  ],
])('case 336: a private key that is %s is named, and no other is made', async (_, damage) => {
  const file = join(home(), 'evidence-key.pem');
  damage(file);
  const before = readTreeOf(home());
  for (const command of [['key'], ['verify', 'one.json'], ['export', 'all']])
    expect(await evidence(...command)).toMatchObject({ exitCode: 3, told: expect.stringContaining(file) });
  expect(readTreeOf(home())).toEqual(before);
  using store = openStore(join(home(), 'drydock.db'));
  expect(() => makeTestLedger(store, home()).record(judged('attempt:5'))).toThrow(file);
});

describe('case 337: to be judged again by', () => {
  test('another observation is refused', async () => {
    writeFileSync(path('seen.json'), canonicalJson({ ...observation, durationMs: 8 }));
    const { exitCode, told } = await evidence('judge', 'one.json', '--observation', 'seen.json');
    expect({ exitCode, told }).toMatchObject({
      exitCode: 1,
      told: expect.stringContaining('its hash is another'),
    });
  });

  test('a lab of another content is refused, and one that is not here is named', async () => {
    using store = openStore(join(home(), 'drydock.db'));
    const ledger = makeTestLedger(store, home());
    const other = ledger.record({ ...judged('attempt:8'), labContent: 'f'.repeat(64) });
    writeFileSync(path('other.json'), other.dsse);
    const judgeFile = (name: string) => evidence('judge', name, '--observation', 'seen.json');
    expect(await judgeFile('other.json')).toMatchObject({
      exitCode: 1,
      told: expect.stringContaining(`than the lab that judged (${'f'.repeat(64)})`),
    });
    const gone = ledger.record({ ...judged('attempt:9'), lab: 'start/first-containers' });
    writeFileSync(path('gone.json'), gone.dsse);
    expect(await judgeFile('gone.json')).toMatchObject({
      exitCode: 2,
      told: expect.stringContaining('Did you mean “start/first-container”?'),
    });
  });
});
