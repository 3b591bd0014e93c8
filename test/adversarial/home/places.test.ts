/** Folders that cannot be a home, and files that cannot be a backup: each command says so at once and makes nothing. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BareOptions, runBare } from '../../fixtures/bare-command.ts';
import type { CommandEnd } from '../../fixtures/drydock-command.ts';
import { readTreeOf } from '../../fixtures/read-tree-of.ts';
import { makeHome } from '../../fixtures/store/make-home.ts';
import { makeDatabase, packArchive } from '../../fixtures/store/pack-archive.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const at = (name: string) => join(folder.path, name);
const run = (argv: readonly string[], options: Partial<BareOptions> = {}): Promise<CommandEnd> =>
  runBare(argv, {
    cwd: at('cwd'),
    ...options,
    env: { HOME: at('nobody'), DOCKER_HOST: `unix://${at('no.sock')}`, ...options.env },
  });

function expectTold({ exitCode, signal, stderr, stdout }: CommandEnd, ...words: readonly string[]) {
  expect({ signal, said: stderr + stdout }).toMatchObject({ signal: null });
  expect(exitCode, stderr).toBeOneOf([2, 3]);
  for (const word of words) expect(stderr).toContain(word);
  expect(stderr).not.toMatch(/Something in Drydock broke|^\s+at .*:\d+:\d+|sonic boom/m);
}

beforeEach(() => {
  folder = makeTemporaryFolder();
  mkdirSync(at('cwd'));
});
afterEach(() => folder[Symbol.dispose]());

const start = ['start', '--no-open', '--port', '0'];
const lab = ['lab', 'start', 'start/first-container'];

describe('case 167: a folder that cannot be a home', () => {
  const whole: readonly (readonly string[])[] = [start, lab, ['clean'], ['backup', 'mine'], ['open']];

  test.each(
    ['/proc/nope', '/sys/x', '/dev/null/x', '/proc/self/fd/nope/deeper'].flatMap((home, index) =>
      (index === 0 ? whole : [start]).map((argv) => [home, argv] as const),
    ),
  )('%s: drydock %s', async (home, argv) => {
    expectTold(await run(['--home', home, ...argv]), home);
    expect(readdirSync(at('cwd'))).toEqual([]);
  });

  test.each([...whole, ['doctor'], ['stop'], ['images', 'list']].map((argv) => [argv] as const))(
    'a file: drydock %s',
    async (argv) => {
      writeFileSync(at('file'), 'mine');
      expectTold(await run(['--home', at('file'), ...argv]), at('file'));
      expect(readTreeOf(at('file'))).toEqual({ '': expect.stringMatching(/^644 /) });
    },
  );

  test('below a file, behind a link to nothing, behind links in a circle, with too long a name', async () => {
    writeFileSync(at('file'), 'mine');
    symlinkSync(at('nowhere'), at('dangling'));
    symlinkSync(at('circle'), at('circle'));
    for (const name of ['file/deeper', 'dangling', 'circle', 'x'.repeat(256)])
      expectTold(await run(['--home', at(name), ...start]), at(name));
    expect(existsSync(at('nowhere'))).toBe(false);
  });

  test('a workspace, and a home of the engine', async () => {
    await makeHome(at('home'));
    const asked = ['--home', at('home'), '--engine', 'embedded', '--yes'];
    // Where this is not root's, the engine is what is lacking.
    expectTold(await run([...asked, ...lab], { env: { DRYDOCK_ENGINE_HOME: '/proc/nope' } }));
  });

  test.for([start, ['backup', 'mine'], ['stop'], lab])(
    'on a file system that is read-only: drydock %s',
    async (argv, context) => {
      const mounted = await mountHome('ro');
      if (typeof mounted === 'string') return context.skip(mounted);
      expectTold(await run(['--home', mounted.home, ...argv], mounted), mounted.home, 'read-only');
    },
  );

  test('a new home, and one that somebody made a link to, is made', async () => {
    mkdirSync(at('real'));
    symlinkSync(at('real'), at('link'));
    for (const home of [at('new/deeper'), at('link')])
      expectTold(await run(['--home', home, ...start, '--host', '192.0.2.1']), 'not an address');
    expect(existsSync(at('new/deeper/drydock.db'))).toBe(true);
    expect(existsSync(at('real/drydock.db'))).toBe(true);
  });
});

describe('case 168: the disk of the home is full', () => {
  test.for([start, ['stop'], lab, ['backup', 'mine']])('drydock %s', async (argv, context) => {
    const mounted = await mountHome('full');
    if (typeof mounted === 'string') return context.skip(mounted);
    expectTold(await run(['--home', mounted.home, ...argv], mounted), 'The disk is full', mounted.home);
  });
});

describe('case 169: nobody says where a home is', () => {
  test.each([
    ['HOME is empty', { HOME: '' }, []],
    ['HOME is blank', { HOME: ' ' }, []],
    ['HOME is relative', { HOME: 'me' }, []],
    ['HOME is empty and XDG_DATA_HOME relative', { HOME: '', XDG_DATA_HOME: 'data' }, []],
    ['--home is empty', {}, ['--home', '']],
  ])('%s: said so, and nothing is made where the command was started', async (_, env, options) => {
    for (const argv of [['open'], ['backup'], start])
      expectTold(await run([...options, ...argv], { env }), 'home');
    expect(readdirSync(at('cwd'))).toEqual([]);
  });

  test('XDG_DATA_HOME is left out of account where it is relative', async () => {
    const told = await run(['open'], { env: { XDG_DATA_HOME: 'data' } });
    expectTold(told, at('nobody/.local/share/drydock'));
  });

  test('a home that is named is taken without HOME, from the folder of the command too', async () => {
    expectTold(await run(['--home', 'here', 'open'], { env: { HOME: '' } }), at('cwd/here'));
    expectTold(await run(['open'], { env: { HOME: '', XDG_DATA_HOME: at('data') } }), at('data/drydock'));
    expectTold(await run(['open'], { env: { HOME: '', DRYDOCK_HOME: at('own') } }), at('own'));
  });
});

describe('case 162: what is restored is a file, and so is a backup', () => {
  beforeEach(async () => {
    await makeHome(at('home'));
    execFileSync('mkfifo', [at('pipe')]);
    symlinkSync(at('pipe'), at('link'));
  });

  test.each([
    ['pipe', 'a named pipe'],
    ['link', 'a named pipe'],
    ['cwd', 'a folder'],
    ['/dev/zero', 'a device'],
    ['/dev/tty', 'a device'],
    ['absent', 'There is no file'],
    ['pipe/deeper', 'There is no file'],
  ])('restore of %s', async (name, why) => {
    const before = readTreeOf(at('home'));
    const file = name.startsWith('/') ? name : at(name);
    expectTold(await run(['--home', at('home'), 'restore', file]), file, why);
    expect(readTreeOf(at('home'))).toEqual(before);
  });

  test('restore of a pipe makes no home', async () => {
    expectTold(await run(['--home', at('new'), 'restore', at('pipe')]), at('pipe'));
    expect(existsSync(at('new'))).toBe(false);
  });

  test.each(['pipe', 'link', 'cwd', '/dev/null', '/dev/full'])('backup to %s', async (name) => {
    const file = name.startsWith('/') ? name : at(name);
    expectTold(await run(['--home', at('home'), 'backup', file]), file, 'is there already');
  });

  test('what an unfinished backup left is not taken for one', async () => {
    execFileSync('mkfifo', [at('mine.unfinished')]);
    expectTold(await run(['--home', at('home'), 'backup', at('mine')]), at('mine.unfinished'));
    expect(existsSync(at('mine.unfinished'))).toBe(true);
  });
});

describe('case 170: a backup that cannot be written', () => {
  test.each([
    ['/nodir/x.tgz', 'there is no folder /nodir'],
    ['/proc/x.tgz', '/proc'],
    ['/sys/x.tgz', '/sys'],
    ['/dev/null/x.tgz', '/dev/null is no folder'],
  ])('%s', async (file, why) => {
    await makeHome(at('home'));
    const before = readTreeOf(at('home'));
    expectTold(await run(['--home', at('home'), 'backup', file]), file, why);
    expect(readTreeOf(at('home'))).toEqual(before);
  });

  test('of a home that is not there, and of one without a database', async () => {
    mkdirSync(at('empty'));
    for (const home of [at('absent'), at('empty')])
      expectTold(await run(['--home', home, 'backup', at('mine')]), home, 'nothing to back up');
    expect(existsSync(at('absent'))).toBe(false);
    expect(readdirSync(at('empty'))).toEqual([]);
  });

  test('restored into a home that is full, it says so, and the home is as it was', async (context) => {
    const mounted = await mountHome('full');
    if (typeof mounted === 'string') return context.skip(mounted);
    await packArchive(at('mine'), [
      [{ name: 'drydock.db' }, makeDatabase()],
      [{ name: 'kept/large' }, Buffer.alloc(4_000_000, 'x')],
    ]);
    expectTold(await run(['--home', mounted.home, 'restore', at('mine')], mounted), 'The disk is full');
  });
});

test('case 171: a port that is taken is one error, and no other', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? String(address.port) : '';
    const told = await run(['--home', at('new'), 'start', '--no-open', '--port', port]);
    expect(told).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`Port ${port}`) });
    expectTold(told, '--port');
  } finally {
    server.close();
  }
});

interface Mounted extends Pick<BareOptions, 'before'> {
  readonly home: string;
}

/** A home on a small disk that only the command sees. Or why there can be none. */
async function mountHome(kind: 'ro' | 'full'): Promise<Mounted | string> {
  const namespace = ['unshare', '--user', '--map-root-user', '--mount'];
  try {
    const [program = '', ...rest] = namespace;
    execFileSync(program, [...rest, 'sh', '-c', 'mount -t tmpfs tmpfs "$1"', 'sh', at('cwd')], {
      stdio: 'ignore',
    });
  } catch {
    return 'this machine gives no mount namespace: unshare --user --mount';
  }
  await makeHome(at('whole'));
  mkdirSync(at('disk'));
  const filled = { ro: 'mount -o remount,ro "$1"', full: 'dd if=/dev/zero of="$1/filler" bs=4k 2>/dev/null' }[
    kind
  ];
  const script = `mount -t tmpfs -o size=2m tmpfs "$1" && cp -a "$2/." "$1" && { ${filled}; true; } && shift 2 && exec "$@"`;
  return { home: at('disk'), before: [...namespace, 'sh', '-c', script, 'sh', at('disk'), at('whole')] };
}
