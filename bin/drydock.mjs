#!/usr/bin/env node
/**
 * The way in, for a machine that has nothing but Node and npm: puts the dependencies in place, then runs
 * Drydock on the Node that came with them. It imports nothing outside Node, and Node 20 can read it.
 *
 *   drydock ARGS…              src/cli/main.ts ARGS…
 *   drydock --dev FILE ARGS…   FILE ARGS… (a TypeScript file of this repository)
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { constants as os } from 'node:os';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldestNode = 20;
const wantedNode = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, 'node_modules', '.drydock-lock');
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
const installLock = join(root, '.drydock', 'install.lock');

/** Ends with a message that says what is wrong and what to do: 2 used wrongly, 3 we failed. */
function fail(message, fix, status = 3) {
  process.stderr.write(`drydock: ${message}\n${fix ? `  ${fix.replaceAll('\n', '\n  ')}\n` : ''}`);
  process.exit(status);
}

const ownNode = Number.parseInt(process.versions.node, 10);
if (ownNode < oldestNode) {
  fail(
    `Node.js ${oldestNode} or newer is needed; this is ${process.version} (${process.execPath}).`,
    'Install a newer one: https://nodejs.org/en/download, or `apt-get install nodejs npm` on Debian 13.',
  );
}

/** What `node_modules` must have been made from: the lock file, on this platform. */
function wantedStamp() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/**
 * Whether somebody's own `npm ci` or `npm install` made `node_modules` from this lock file: npm leaves a list
 * of what it installed. Optional packages may be missing, since they belong to other platforms.
 */
function installedByHand() {
  const listed = readText(join(root, 'node_modules', '.package-lock.json'));
  if (listed === undefined) return false;
  const installed = JSON.parse(listed).packages ?? {};
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined)
      return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes the lock file, or waits for its owner to let go or die. Resolves with what releases it. */
async function takeInstallLock() {
  mkdirSync(dirname(installLock), { recursive: true });
  for (let waiting = false; ; ) {
    try {
      writeFileSync(installLock, `${process.pid}\n`, { flag: 'wx' });
      return () => rmSync(installLock, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number.parseInt(readText(installLock) ?? '', 10);
    if (Number.isInteger(owner) && !isAlive(owner)) {
      dropStaleLock(owner);
      continue;
    }
    if (!waiting)
      process.stderr.write(`drydock: process ${owner} is installing the dependencies; waiting for it\n`);
    waiting = true;
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** Renaming is atomic, so of several who saw the dead owner one takes the file away. */
function dropStaleLock(owner) {
  const aside = `${installLock}.${process.pid}`;
  try {
    renameSync(installLock, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (Number.parseInt(readText(aside) ?? '', 10) === owner) rmSync(aside, { force: true });
  else renameSync(aside, installLock);
}

/**
 * The npm that runs us, else the one on the PATH; its output goes to stderr, so that `--json` stays clean.
 * Who ends us meanwhile ends npm first.
 */
function runNpm(args) {
  const cli = process.env.npm_execpath ?? '';
  const [command, head] = /npm-cli\.c?js$/.test(cli) ? [process.execPath, [cli]] : ['npm', []];
  return new Promise((done, refuse) => {
    const child = spawn(command, [...head, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
    const end = (signal) => child.kill(signal);
    for (const signal of endingSignals) process.on(signal, end);
    const settle = (settled) => {
      for (const signal of endingSignals) process.off(signal, end);
      settled();
    };
    child.once('error', (error) => settle(() => refuse(error)));
    child.once('exit', (code, signal) => settle(() => done(signal ? 128 + os.signals[signal] : code)));
  });
}

/** The packages that are for this platform. */
function countPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const fits = (wanted, own) => wanted === undefined || wanted.includes(own);
  return Object.entries(packages).filter(
    ([path, { os, cpu, link }]) =>
      path !== '' && !link && fits(os, process.platform) && fits(cpu, process.arch),
  ).length;
}

async function installDependencies(stamp) {
  const release = await takeInstallLock();
  process.once('exit', release);
  if (readText(stampFile) === stamp) return release();

  const count = countPackages();
  process.stderr.write(`drydock: installing ${count} npm packages into node_modules (800 MB, once)\n`);
  const began = performance.now();
  let code;
  try {
    code = await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    fail(
      'npm is not on the PATH.',
      'Install it: `apt-get install npm` on Debian and Ubuntu, else https://nodejs.org',
    );
  }
  // npm ends with 128 and the signal's number, or by the signal itself, when it was told to.
  if (code === 130 || code === 143 || code === 129) process.exit(code);
  if (code !== 0) {
    fail(
      `npm could not install the dependencies (exit ${code}); its own words are above.`,
      'Check that the npm registry can be reached (`npm ping`) and that the disk has 2 GB free, then start again.',
    );
  }
  writeFileSync(stampFile, stamp);
  process.stderr.write(
    `drydock: dependencies are in place (${Math.round((performance.now() - began) / 1000)} s)\n`,
  );
  release();
}

async function ensureDependencies() {
  const stamp = wantedStamp();
  if (readText(stampFile) === stamp) return;
  if (installedByHand()) writeFileSync(stampFile, stamp);
  else await installDependencies(stamp);
}

/** On Linux the Node of node_modules; elsewhere, or where that one is missing, our own if it is new enough. */
function findNode() {
  if (process.platform === 'linux') {
    const pinned = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
    try {
      accessSync(pinned, constants.X_OK);
      process.report.excludeNetwork = true;
      // That binary is linked against glibc: on a musl system it cannot be started.
      if (process.report.getReport().header.glibcVersionRuntime !== undefined) return pinned;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  if (ownNode >= wantedNode) return process.execPath;
  const where = `${process.platform} ${process.arch}`;
  return fail(
    `Node.js ${wantedNode} or newer is needed on ${where}; this is ${process.version}.`,
    process.platform === 'darwin'
      ? 'Install it: `brew install node`, or https://nodejs.org/en/download'
      : 'Install it: https://nodejs.org/en/download',
  );
}

/** Whether our terminal's Ctrl-C reaches the child by itself: it does when we are its foreground group. */
function sharesTerminal() {
  const stat = readText('/proc/self/stat');
  if (stat === undefined) return Boolean(process.stdin.isTTY);
  // proc_pid_stat(5), after the name in parentheses: state ppid pgrp session tty_nr tpgid
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return group === foreground;
}

/** What Drydock was told to end ends within 20 s by itself, unless it is stuck where no signal reaches it. */
const killMs = 25_000;

function runOn(node, args, killsAfter) {
  const env = {
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node-compile'),
    ...process.env,
    // Programs that it starts find this Node too, not the machine's.
    PATH: [dirname(node), process.env.PATH].filter(Boolean).join(delimiter),
  };
  const child = spawn(node, args, { stdio: 'inherit', env });
  const forward = (signal) => {
    if (signal !== 'SIGINT' || !sharesTerminal()) child.kill(signal);
    if (killsAfter) setTimeout(() => child.kill('SIGKILL'), killMs).unref();
  };
  for (const signal of endingSignals) process.on(signal, forward);
  child.once('error', (error) =>
    fail(`${node} does not start: ${error.message}`, 'Remove node_modules, start again.'),
  );
  child.once('exit', (code, signal) => {
    for (const name of endingSignals) process.off(name, forward);
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}

/** The file to run and its arguments. */
function readArguments(argv) {
  if (argv[0] !== '--dev') return [join(root, 'src', 'cli', 'main.ts'), ...argv];
  const [, name, ...rest] = argv;
  if (name === undefined) fail('--dev wants a file of this repository.', 'drydock --dev test/run.ts', 2);
  const file = resolve(root, name);
  if (relative(root, file).startsWith('..') || !existsSync(file))
    fail(`there is no file ${name} in ${root}.`, '', 2);
  return [file, ...rest];
}

const args = readArguments(process.argv.slice(2));
await ensureDependencies();
runOn(findNode(), args, process.argv[2] !== '--dev');
