/** The code that plays and judges labs, found by following what it imports: what a kept proof hangs on besides its lab. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin, stripTypeScriptTypes } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { init, parse } from 'es-module-lexer';
import * as z from 'zod';

/** Where proofs are opened. */
const entry = 'test/labs/proving.ts';

/** Rooms of `src` that keep what came of a lab or make grades of it: no proof plays or judges by them. */
const beside = ['src/store/', 'src/evidence/', 'src/grades/', 'src/runner/replay/'];

/** What there is of this code in a checkout. Paths are relative to the checkout, sorted. */
export interface ProvingCode {
  readonly files: readonly string[];
  /** Names of installed packages, with those that these need: `node_modules/zod`. */
  readonly packages: readonly string[];
}

/** A file of one lab, of which the lab's own content hash tells: `labs/stack/attack/lines.ts`. */
const ofOneLab = /^labs\/[^/]+\/[^/]+\//;

/**
 * Follows imports, static and dynamic, from what opens proofs and from the code of labs; what is imported for its types
 * alone decides nothing.
 */
export async function findProvingCode(root: string): Promise<ProvingCode> {
  await init;
  const files = new Set<string>();
  const named = new Set<string>();
  const follow = async (file: string): Promise<void> => {
    if (files.has(file) || beside.some((room) => file.startsWith(room))) return;
    files.add(file);
    if (!file.endsWith('.ts')) return;
    for (const { n: specifier } of parse(stripTypeScriptTypes(await readFile(join(root, file), 'utf8')))[0]) {
      if (specifier === undefined || isBuiltin(specifier)) continue;
      if (specifier.startsWith('.')) await follow(posix.join(posix.dirname(file), specifier));
      else named.add(packageOf(specifier));
    }
  };
  await follow(entry);
  const labs = await listFiles(root, 'labs', true);
  for (const file of labs) if (file.endsWith('.ts')) await follow(file);
  // What they read from disk lies beside them: probes, filters, the helper of a workbench; and the recipes of images.
  const rooms = new Set([...files].filter((file) => file.startsWith('src/')).map(dirname));
  const data = await Promise.all([...rooms].map((room) => listFiles(root, room, false)));
  const recipes = labs.filter((file) => file.startsWith('labs/images/'));
  const followed = [...files].filter((file) => !ofOneLab.test(file));
  const read = data.flat().filter((file) => !/\.(tsx?|md)$/.test(file));
  return {
    files: [...new Set([...followed, ...read, ...recipes])].toSorted(),
    packages: await listNeeded(root, named),
  };
}

/** A hash of that code: of its files, and of which packages are locked for it. */
export async function hashProvingCode(
  root = fileURLToPath(new URL('../..', import.meta.url)),
): Promise<string> {
  const { files, packages } = await findProvingCode(root);
  const sum = createHash('sha256');
  for (const file of files) {
    const content = await readFile(join(root, file));
    sum.update(`${file}\0${content.byteLength}\0`).update(content);
  }
  const locked = await readLock(root);
  for (const place of packages) sum.update(`${place}\0${locked[place]?.integrity ?? 'absent'}\0`);
  return sum.digest('hex');
}

/** `@noble/hashes/sha2.js` is in `@noble/hashes`. */
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

async function listFiles(root: string, folder: string, deep: boolean): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { recursive: deep, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length));
}

/** Of a lock file, what says where packages stand. Source: package-lock.json(5), `packages`. */
const LockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      integrity: z.string().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

const readLock = async (root: string) =>
  LockSchema.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))).packages;

/** Where packages of these names are installed, and all that they need, as Node looks for them: from within outwards. */
async function listNeeded(root: string, names: ReadonlySet<string>): Promise<readonly string[]> {
  const locked = await readLock(root);
  const places = new Set<string>();
  const locate = (name: string, from: string): string | undefined => {
    const place = posix.join(from, 'node_modules', name);
    if (locked[place]) return place;
    return from === ''
      ? undefined
      : locate(name, from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1)));
  };
  const add = (name: string, from: string): void => {
    const place = locate(name, from);
    if (place === undefined || places.has(place)) return;
    places.add(place);
    for (const needed of Object.keys(locked[place]?.dependencies ?? {})) add(needed, place);
  };
  for (const name of names) add(name, '');
  return [...places].toSorted();
}
