import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

const pinned = `node-${process.platform}-${process.arch}`;
/** The machine's own Node, which is what a fresh clone is started with. */
const machineNode = existsSync('/usr/bin/node') ? '/usr/bin/node' : process.execPath;

/** As the machine has it: tests themselves run with the pinned Node first, which an older npm may not run on. */
const machinePath = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => folder !== dirname(process.execPath) && !folder.includes('node_modules'))
  .join(delimiter);

const program = `
const [first = ''] = process.argv.slice(2);
if (first === 'wait') {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    process.on(signal, () => { console.log('got', signal); process.exit(5); });
  }
  setInterval(() => {}, 1000);
  console.log('ready');
} else if (first === 'die') process.kill(process.pid, 'SIGKILL');
else { console.log(process.version.split('.')[0], process.argv.slice(2).join(' ')); process.exitCode = 7; }
`;

/** A clone with one dependency that no registry is needed for: this very Node, as the pinned one. */
function makeClone() {
  const folder = makeTemporaryFolder();
  const root = folder.path;
  for (const name of ['bin', 'src/cli', 'pinned/bin']) mkdirSync(join(root, name), { recursive: true });
  cpSync(join(import.meta.dirname, '../../bin/drydock.mjs'), join(root, 'bin/drydock.mjs'));
  writeFileSync(join(root, 'src/cli/main.ts'), program);
  symlinkSync(process.execPath, join(root, 'pinned/bin/node'));
  const write = (file: string, value: object) => writeFileSync(join(root, file), JSON.stringify(value));
  const about = { name: 'clone', version: '1.0.0', dependencies: { [pinned]: 'file:pinned' } };
  // npm 9 as Debian has it would pack the folder instead of linking it, and leave the link in it out.
  writeFileSync(join(root, '.npmrc'), 'install-links=false\n');
  write('pinned/package.json', { name: pinned, version: '24.0.0' });
  write('package.json', { ...about, type: 'module', bin: { drydock: 'bin/drydock.mjs' } });
  write('package-lock.json', {
    ...about,
    lockfileVersion: 3,
    packages: {
      '': about,
      [`node_modules/${pinned}`]: { resolved: 'pinned', link: true },
      pinned: { name: pinned, version: '24.0.0' },
    },
  });
  const env = { PATH: machinePath, npm_execpath: '', NODE_COMPILE_CACHE: join(root, 'cache') };
  const start = (...args: string[]) =>
    execa(machineNode, [join(root, 'bin/drydock.mjs'), ...args], { reject: false, env, cwd: '/' });
  return { root, start, write, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

describe.skipIf(process.platform !== 'linux')('bin/drydock.mjs', () => {
  it('installs once, then runs the command line on the pinned Node with arguments and exit status', async () => {
    using clone = makeClone();
    const first = await clone.start('lab', 'check', '--json');
    expect(first).toMatchObject({ exitCode: 7, stdout: `${process.version.split('.')[0]} lab check --json` });
    expect(first.stderr).toMatch(/installing 1 npm packages[\s\S]*dependencies are in place/);
    const second = await clone.start('again');
    expect(second).toMatchObject({ exitCode: 7, stderr: '' });
  });

  it('installs again when the lock file changes, and takes an `npm ci` by hand for its own', async () => {
    using clone = makeClone();
    await execa('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: clone.root,
      env: { PATH: machinePath },
    });
    expect(await clone.start('x')).toMatchObject({ exitCode: 7, stderr: '' });
    clone.write('pinned/package.json', { name: pinned, version: '24.0.1' });
    const about = { name: 'clone', version: '1.0.0', dependencies: { [pinned]: 'file:pinned' } };
    const packages = {
      '': about,
      [`node_modules/${pinned}`]: { resolved: 'pinned', link: true },
      pinned: { name: pinned, version: '24.0.1' },
    };
    clone.write('package-lock.json', { ...about, lockfileVersion: 3, packages });
    expect((await clone.start('x')).stderr).toContain('installing');
  });

  it('lets one of several install', async () => {
    using clone = makeClone();
    const all = await Promise.all([clone.start('a'), clone.start('b'), clone.start('c')]);
    expect(all.map(({ exitCode }) => exitCode)).toEqual([7, 7, 7]);
    expect(all.filter(({ stderr }) => stderr.includes('dependencies are in place'))).toHaveLength(1);
    expect(readdirSync(join(clone.root, '.drydock'))).toEqual([]);
  });

  it('does not wait for an installer that died', async () => {
    using clone = makeClone();
    mkdirSync(join(clone.root, '.drydock'));
    // The largest pid of Linux, which nobody has.
    const pid = 4_194_303;
    writeFileSync(join(clone.root, '.drydock/install.lock'), `${pid}\n`);
    expect(await clone.start('x')).toMatchObject({ exitCode: 7 });
  });

  it("passes npm's failure on, with a way out", async () => {
    using clone = makeClone();
    clone.write('package.json', {
      name: 'clone',
      version: '1.0.0',
      dependencies: { [pinned]: 'file:pinned', other: '1.0.0' },
    });
    const { exitCode, stderr, stdout } = await clone.start('x');
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(/npm could not install the dependencies[\s\S]*npm ping/);
    expect(existsSync(join(clone.root, '.drydock/install.lock'))).toBe(false);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'forwards %s and ends with the status of what it runs',
    async (signal) => {
      using clone = makeClone();
      await clone.start('x');
      const running = clone.start('wait');
      await new Promise((resolve) => running.stdout.once('data', resolve));
      running.kill(signal);
      expect(await running).toMatchObject({ exitCode: 5, stdout: expect.stringContaining(`got ${signal}`) });
    },
  );

  it('forwards signals also after it installed', async () => {
    using clone = makeClone();
    const running = clone.start('wait');
    await new Promise((resolve) => running.stdout.once('data', resolve));
    running.kill('SIGTERM');
    expect(await running).toMatchObject({ exitCode: 5, stdout: expect.stringContaining('got SIGTERM') });
  });

  it('dies of the signal that what it runs died of', async () => {
    using clone = makeClone();
    await clone.start('x');
    expect(await clone.start('die')).toMatchObject({ signal: 'SIGKILL' });
  });

  it('runs a file of the repository with --dev, and nothing else', async () => {
    using clone = makeClone();
    writeFileSync(join(clone.root, 'tool.ts'), 'const n: number = 2; console.log(n, process.argv[2]);');
    expect(await clone.start('--dev', 'tool.ts', 'arg')).toMatchObject({ exitCode: 0, stdout: '2 arg' });
    expect(await clone.start('--dev', 'none.ts')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('none.ts'),
    });
    expect(await clone.start('--dev', '/etc/hostname')).toMatchObject({ exitCode: 2 });
    expect(await clone.start('--dev')).toMatchObject({ exitCode: 2 });
  });
});
