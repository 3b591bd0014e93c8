import { rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { makeOwnFolder } from '../files/make-folder.ts';
import { readOwnFile, requirePlain } from '../files/plain-file.ts';
import { DrydockError } from '../lab/errors.ts';
import { finishRestore } from './archive/unfinished-restore.ts';
import { describeStorageError, isForeignFile } from './storage-error.ts';

const HomeHolderSchema = z.object({
  pid: z.number().int().positive(),
  /** `server`, or the command line of a command that works without one. */
  purpose: z.string(),
  since: z.string(),
  /** Where the server answers browsers. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** Where it answers the command line. */
  socket: z
    .string()
    .refine((path) => isAbsolute(path))
    .optional(),
});

/** Who uses a home, and how a server there is reached: the content of `server.json`. */
export type HomeHolder = z.output<typeof HomeHolderSchema>;

/** The home is ours until this is disposed, or the process ends in whatever way. */
export interface HomeLock extends Disposable {
  /** Where a restore that was cut off, and has been finished now, put what it replaced. */
  readonly replaced: string | undefined;
  /** Says where the server answers. */
  announce(where: { url: string; socket: string }): void;
}

/**
 * Takes the home for one process. The lock is SQLite's exclusive lock on a file that holds nothing: the
 * kernel lets go of it when the process dies, SIGKILL included, so there is no stale lock to judge.
 * Rejects with `home-locked`, naming who has it. A restore that was cut off is finished first.
 */
export function takeHomeLock(home: string, purpose: string, clock: () => Date = () => new Date()): HomeLock {
  const file = join(home, 'lock');
  makeOwnFolder(home, { mode: 0o700, fix: 'Use another home with --home DIR.' });
  const lock = lockFile(file, home);
  const holder: HomeHolder = { pid: process.pid, purpose, since: clock().toISOString() };
  function write(value: HomeHolder): void {
    try {
      writeFileAtomic.sync(holderFile(home), `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    } catch (error) {
      throw describeStorageError(error, holderFile(home));
    }
  }
  let replaced: string | undefined;
  try {
    replaced = finishCutOff(home);
    write(holder);
  } catch (error) {
    lock.close();
    throw error;
  }
  return {
    replaced,
    announce: (where) => write({ ...holder, ...where }),
    [Symbol.dispose]: () => {
      if (!lock.isOpen) return;
      rmSync(holderFile(home), { force: true });
      lock.close();
    },
  };
}

function finishCutOff(home: string): string | undefined {
  try {
    return finishRestore(home);
  } catch (error) {
    throw describeStorageError(error, join(home, 'restore.json'));
  }
}

/**
 * Who said last that they use the home. They may be gone since: only the lock knows. Rejects with `setup-failed` where
 * the file says something else.
 */
export function readHomeHolder(home: string): HomeHolder | undefined {
  const file = holderFile(home);
  const fix = 'If a server runs for this home, end it and start it again; without one, remove the file.';
  const text = readOwnFile(file, fix);
  if (text === undefined) return undefined;
  try {
    return HomeHolderSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new DrydockError('setup-failed', {
      message: `${file} does not say where the server of this home answers: it ${text.trim() === '' ? 'is empty' : 'is damaged, or not a file of Drydock’s'}.`,
      fix,
      cause,
    });
  }
}

/** The same, for who can go on without: it is information, and whoever takes the home next writes it anew. */
export function findHomeHolder(home: string): HomeHolder | undefined {
  try {
    return readHomeHolder(home);
  } catch {
    return undefined;
  }
}

const lockFix = 'Nothing of yours is in a lock: Drydock makes it anew.';

function lockFile(file: string, home: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  requirePlain(file, lockFix);
  try {
    db = new DatabaseSync(file, { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db?.close();
    if (isForeignFile(error))
      throw new DrydockError('setup-failed', {
        message: `${file} is not a lock that Drydock has made: something else is in it.`,
        fix: `Remove it. ${lockFix}`,
        cause: error,
      });
    const described = describeStorageError(error, file);
    if (described instanceof DrydockError && described.code === 'home-locked') throw refuse(home, error);
    throw described;
  }
}

function refuse(home: string, cause: unknown): DrydockError {
  const holder = findHomeHolder(home);
  const who = holder === undefined ? 'Another process' : `Process ${holder.pid} (${holder.purpose})`;
  const where = holder?.url === undefined ? '' : ` and answers at ${holder.url}`;
  return new DrydockError('home-locked', {
    message: `${who} uses the home ${home}${where}.`,
    fix:
      holder?.url === undefined
        ? 'Wait until it has finished, or use another home with --home DIR.'
        : `Open it with \`npm run drydock -- open\`, end it with \`kill ${holder.pid}\`, or use another home with --home DIR.`,
    cause,
  });
}

function holderFile(home: string): string {
  return join(home, 'server.json');
}
