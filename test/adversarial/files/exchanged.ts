/** A workspace of the server and its copy in a seat, with something beside them that must stay as it is. */
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { syncWorkspace } from '../../../src/seats/workbench/synced-workspace.ts';
import { type LocalInside, makeLocalInside } from '../../fixtures/local-inside.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

export const secret = 'a secret of the machine of the server';

export function makeExchange(
  changed: (inside: LocalInside) => Partial<LocalInside> = () => ({}),
  seat = 'seat',
) {
  const folder = makeTemporaryFolder();
  const at = (name: string) => join(folder.path, name);
  const [server, copy, canary] = [at('server/workspace'), at('seat/workspace'), at('canary')];
  for (const dir of [server, copy, canary, join(canary, 'deep')]) mkdirSync(dir, { recursive: true });
  for (const name of ['secret', 'a', 'deep/b']) writeFileSync(join(canary, name), secret, { mode: 0o600 });
  const put: Uint8Array[] = [];
  const lost: string[] = [];
  const local = makeLocalInside();
  const inside: LocalInside = {
    ...local,
    async putArchive(container, path, tar) {
      if (tar instanceof Uint8Array) put.push(tar);
      await local.putArchive(container, path, tar);
    },
    ...changed(local),
  };
  const link = syncWorkspace({
    engine: inside,
    container: async () => 'seat',
    seat,
    directory: server,
    path: copy,
    binds: [],
    onLost: async (versions) => {
      for (const [name, { content }] of versions) lost.push(`${name}: ${content.toString()}`);
    },
  });
  return {
    /** What gave way to the server, in turn. */
    lost,
    server,
    seat: copy,
    canary,
    link,
    recordFile: `${server}.synced.json`,
    /** All that was put into the seat. */
    put,
    /** What is beside the workspaces, to be compared. */
    beside: () => ({
      canary: facts(canary),
      server: readdirSync(at('server')).sort(),
      all: readdirSync(at('.')),
    }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

/** Every entry with its kind, mode, time and content. */
export function facts(root: string): readonly string[] {
  return (readdirSync(root, { recursive: false }) as string[]).sort().flatMap((name) => {
    const path = join(root, name);
    const about = lstatSync(path);
    const mode = (about.mode & 0o7777).toString(8);
    if (about.isDirectory()) return [`${path} folder ${mode}`, ...facts(path)];
    if (about.isSymbolicLink()) return [`${path} link ${readlinkSync(path)}`];
    return [`${path} file ${mode} ${statSync(path).mtimeMs} ${readFileSync(path, 'utf8')}`];
  });
}
