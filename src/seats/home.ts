import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ulid } from 'ulid';

/** Where Drydock keeps what is the reader's, and where its private engine lives. */
export interface HomePaths {
  /** Store, workspaces, logs. */
  readonly home: string;
  /** The engine of the embedded kind is in `engine/` below. Homes may share one. */
  readonly engineHome: string;
}

/**
 * `--home`, else DRYDOCK_HOME, else `drydock` in XDG_DATA_HOME (XDG base directory specification), else in
 * `~/.local/share`. The engine's home is DRYDOCK_ENGINE_HOME, else the home.
 */
export function findHome(env: Readonly<Record<string, string | undefined>>, asked?: string): HomePaths {
  const dataHome = nonEmpty(env.XDG_DATA_HOME) ?? join(nonEmpty(env.HOME) ?? homedir(), '.local', 'share');
  const home = resolve(asked ?? nonEmpty(env.DRYDOCK_HOME) ?? join(dataHome, 'drydock'));
  return { home, engineHome: resolve(nonEmpty(env.DRYDOCK_ENGINE_HOME) ?? home) };
}

/** The name by which containers of this home are known; made at first use, then always the same. */
export async function readHomeId(home: string): Promise<string> {
  const file = join(home, 'id');
  await mkdir(home, { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, `${ulid()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}
