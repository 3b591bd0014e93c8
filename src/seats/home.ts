import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { ulid } from 'ulid';
import { describeFileFault, isDiskFull } from '../files/file-fault.ts';
import { codeOf } from '../files/folder.ts';
import { makeOwnFolder } from '../files/make-folder.ts';
import { readOwnFile } from '../files/plain-file.ts';
import { DrydockError } from '../lab/errors.ts';

/** Where Drydock keeps what is the reader's, and where its private engine lives. */
export interface HomePaths {
  /** Store, workspaces, logs. */
  readonly home: string;
  /** The engine of the embedded kind is in `engine/` below. Homes may share one. */
  readonly engineHome: string;
}

/**
 * `--home`, else DRYDOCK_HOME, else `drydock` in XDG_DATA_HOME (XDG base directory specification), else in
 * `~/.local/share`. The engine's home is DRYDOCK_ENGINE_HOME, else the home. Rejects with `bad-usage` where none of
 * them names a folder: what is the reader's must not be wherever a command happens to be started.
 */
export function findHome(env: Readonly<Record<string, string | undefined>>, asked?: string): HomePaths {
  if (asked?.trim() === '')
    throw new DrydockError('bad-usage', {
      message: '--home names no folder: it is empty.',
      fix: 'Name one: --home DIR.',
    });
  const home = resolve(asked ?? nonEmpty(env.DRYDOCK_HOME) ?? join(findDataHome(env), 'drydock'));
  return { home, engineHome: resolve(nonEmpty(env.DRYDOCK_ENGINE_HOME) ?? home) };
}

/** The specification wants XDG_DATA_HOME left out of account where it is relative. */
function findDataHome(env: Readonly<Record<string, string | undefined>>): string {
  const { XDG_DATA_HOME: dataHome = '' } = env;
  if (isAbsolute(dataHome)) return dataHome;
  const own = env.HOME ?? homedir();
  if (isAbsolute(own)) return join(own, '.local', 'share');
  throw new DrydockError('bad-usage', {
    message: `HOME is ${own.trim() === '' ? 'empty' : `“${own}”, and no absolute path`}, so there is no folder for what is yours.`,
    fix: 'Set HOME to your own folder, or name one for Drydock with --home DIR.',
  });
}

const idFix =
  'If you have a copy of it, put it back. Without one, remove the file: Drydock makes a new name then, and leaves containers with the old one (label dev.drydock.home) alone.';

/** The name by which containers of this home are known; undefined while it has none. Rejects as `readHomeId` does. */
export function findHomeId(home: string): string | undefined {
  if (existsSync(home)) makeHome(home);
  const file = join(home, 'id');
  const text = readOwnFile(file, idFix);
  return text === undefined ? undefined : parseId(file, text);
}

/**
 * The name by which containers of this home are known; made at first use, then always the same. Rejects with
 * `setup-failed` where something else stands there: under another name, what the home has would be nobody's.
 */
export async function readHomeId(home: string): Promise<string> {
  makeHome(home);
  const file = join(home, 'id');
  return findHomeId(home) ?? parseId(file, makeId(file));
}

function makeHome(home: string): void {
  makeOwnFolder(home, { mode: 0o700, fix: 'Use another home with --home DIR.' });
}

function parseId(file: string, text: string): string {
  const id = text.trim();
  if (/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id)) return id;
  throw new DrydockError('setup-failed', {
    message: `${file} does not hold the name of this home, by which its containers are known: it ${id === '' ? 'is empty' : 'has something else in it'}.`,
    fix: idFix,
  });
}

/** Makes the file whole or not at all. Where two callers make it at once, both get the first one's. */
function makeId(file: string): string {
  const making = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(making, `${ulid()}\n`, { flag: 'wx', mode: 0o600 });
    linkSync(making, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw cannotWrite(file, error);
  } finally {
    rmSync(making, { force: true });
  }
  return readOwnFile(file, idFix) ?? '';
}

function cannotWrite(file: string, cause: unknown): unknown {
  if (isDiskFull(cause))
    return new DrydockError('disk-full', {
      message: `Nothing can be written to ${file}: the disk is full.`,
      fix: 'Free some space on the disk of the home, then try again.',
      cause,
    });
  const why = describeFileFault(cause);
  if (why === undefined) return cause;
  return new DrydockError('setup-failed', {
    message: `${file} cannot be written: ${why}.`,
    fix: 'Make the home writable, or use another one with --home DIR.',
    cause,
  });
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}
