/** Homes in which something is broken, or is something else: each command says what it is, and changes nothing. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runBare } from '../../fixtures/bare-command.ts';
import type { CommandEnd } from '../../fixtures/drydock-command.ts';
import { readTreeOf } from '../../fixtures/read-tree-of.ts';
import { makeHome } from '../../fixtures/store/make-home.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const home = () => join(folder.path, 'home');

/** No engine of this machine is asked: none of these commands gets so far. */
const run = (argv: readonly string[]): Promise<CommandEnd> =>
  runBare(argv, {
    env: { HOME: join(folder.path, 'nobody'), DOCKER_HOST: `unix://${join(folder.path, 'no.sock')}` },
    cwd: folder.path,
  });

function expectTold({ exitCode, signal, stderr, stdout }: CommandEnd, ...words: readonly string[]) {
  expect({ signal, stderr: stderr + stdout }).toMatchObject({ signal: null });
  expect(exitCode, stderr).toBeOneOf([2, 3]);
  for (const word of words) expect(stderr).toContain(word);
  expect(stderr).not.toMatch(/Something in Drydock broke|^\s+at .*:\d+:\d+/m);
}

beforeEach(async () => {
  folder = makeTemporaryFolder();
  await makeHome(home());
});
afterEach(() => folder[Symbol.dispose]());

type Damage = (path: string) => void;
const text =
  (content: string): Damage =>
  (path) =>
    writeFileSync(path, content, { mode: 0o600 });
const cut: Damage = (path) => writeFileSync(path, readFileSync(path).subarray(0, 10));
const insteadOf =
  (make: (path: string) => void): Damage =>
  (path) => {
    rmSync(path, { recursive: true, force: true });
    make(path);
  };
const aFolder = insteadOf((path) => mkdirSync(path));
const aPipe = insteadOf((path) => execFileSync('mkfifo', [path]));
const zeroed: Damage = (path) => {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xa5, 8_192, 16_384));
};

const start = ['start', '--no-open', '--port', '0'];
const lab = ['lab', 'start', 'start/first-container'];
const all = [start, ['doctor'], ['stop'], ['clean'], lab];
const taking = [start, ['stop'], ['clean'], lab];

interface Broken {
  readonly cases: string;
  readonly file: string;
  readonly damages: Readonly<Record<string, Damage>>;
  readonly commands: readonly (readonly string[])[];
  /** What is said of it, beside the name of the file. */
  readonly fix: string;
  readonly never?: RegExp;
}

const broken: readonly Broken[] = [
  {
    cases: '164',
    file: 'engine-choice.json',
    damages: {
      empty: text(''),
      'cut off': cut,
      'of another program': text('{"kind":"podman"}'),
      'a list': text('[]'),
      'no JSON': text('hello'),
      'a folder': aFolder,
      'a pipe': aPipe,
    },
    commands: all,
    fix: '--engine nested',
  },
  {
    cases: '165',
    file: 'id',
    damages: {
      empty: text(''),
      foreign: text('../../x"; rm -rf /'),
      'two of them': text('01ARZ3NDEKTSV4RRFFQ69G5FAV\n01ARZ3NDEKTSV4RRFFQ69G5FAV\n'),
      'a folder': aFolder,
      'a pipe': aPipe,
    },
    commands: all,
    fix: 'dev.drydock.home',
  },
  {
    cases: '166',
    file: 'lock',
    damages: { foreign: text('hello '.repeat(200)), 'a folder': aFolder, 'a pipe': aPipe },
    commands: taking,
    fix: 'Nothing of yours is in a lock',
    never: /backups|writable/,
  },
  {
    cases: '166',
    file: 'server.json',
    damages: { 'a folder': aFolder },
    commands: [start, ['open']],
    fix: 'server.json',
    never: /writable/,
  },
  {
    cases: '166',
    file: 'server.json',
    damages: { empty: text(''), foreign: text('{"pid":"me"}'), 'a pipe': aPipe },
    commands: [['open']],
    fix: 'remove the file',
  },
  {
    cases: '166',
    file: 'server-secret',
    damages: { empty: text(''), foreign: text('hello'), 'a folder': aFolder, 'a pipe': aPipe },
    commands: [start, lab],
    fix: 'If you have a copy, put it back',
    never: /backups/,
  },
  {
    cases: '166',
    file: 'drydock.db',
    damages: {
      foreign: text('hello '.repeat(1_000)),
      'of other pages': zeroed,
      'a folder': aFolder,
      'a pipe': aPipe,
    },
    commands: [start, lab],
    fix: 'backups',
    never: /writable/,
  },
  {
    cases: '166',
    file: 'drydock.db',
    damages: { 'a folder': aFolder, 'a pipe': aPipe },
    commands: [['backup', 'mine']],
    fix: '',
  },
  {
    cases: '166',
    file: 'logs',
    damages: { 'a file': insteadOf(text('hello')) },
    commands: [start],
    fix: 'Move away',
  },
  {
    cases: '166',
    file: 'logs/server.log',
    damages: { 'a folder': aFolder, 'a pipe': aPipe },
    commands: [start],
    fix: 'Move it away',
  },
  {
    cases: '166',
    file: 'drydock.sock',
    damages: { 'a folder': aFolder },
    commands: [start],
    fix: 'Move it away',
  },
];

/** All of a home but its log, which may be begun. */
const heldIn = (path: string) =>
  Object.fromEntries(Object.entries(readTreeOf(path)).filter(([name]) => name !== 'logs/server.log'));

describe.each(broken)('case $cases: $file', ({ file, damages, commands, fix, never }) => {
  test.each(
    Object.entries(damages).flatMap(([what, damage], index) =>
      // Each damage by one command, and every command with one damage and with a pipe, which nobody may wait for.
      commands
        .slice(0, index === 0 || what === 'a pipe' ? undefined : 1)
        .map((argv) => [what, argv.slice(0, 2).join(' '), argv, damage] as const),
    ),
  )('%s: drydock %s', async (_, __, argv, damage) => {
    damage(join(home(), file));
    const before = heldIn(home());
    const told = await run(['--home', home(), ...argv]);
    expectTold(told, join(home(), file), fix);
    if (never) expect(told.stderr).not.toMatch(never);
    expect(heldIn(home())).toEqual(before);
  });
});

describe('case 164, 165, 166: what is no damage', () => {
  test('whoever says which engine it is needs no record of it', async () => {
    writeFileSync(join(home(), 'engine-choice.json'), '');
    const { exitCode, stdout } = await run(['--home', home(), '--engine', 'host', 'doctor']);
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('does not answer'),
    });
  });

  test('a home without id, choice, lock and keys is made whole', async () => {
    for (const name of ['id', 'engine-choice.json', 'lock', 'server-secret']) rmSync(join(home(), name));
    expectTold(
      await run(['--home', home(), ...start, '--host', '192.0.2.1']),
      'not an address of this machine',
    );
    expect(readFileSync(join(home(), 'id'), 'utf8')).toMatch(/^[0-9A-Z]{26}\n$/);
  });

  test('an empty lock is one, and so is a record of a server that is gone', async () => {
    writeFileSync(join(home(), 'lock'), '');
    writeFileSync(join(home(), 'server.json'), '{"pid":1,"purpo');
    const told = await run(['--home', home(), ...start, '--host', '192.0.2.1']);
    expectTold(told, 'not an address of this machine');
  });

  test('links to files of a home are followed', async () => {
    const elsewhere = join(folder.path, 'elsewhere');
    execFileSync('sh', ['-c', 'mv "$1" "$2" && ln -s "$2" "$1"', 'sh', join(home(), 'id'), elsewhere]);
    expect(await run(['--home', home(), '--engine', 'host', 'doctor'])).toMatchObject({ exitCode: 0 });
  });
});
