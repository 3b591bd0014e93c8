/**
 * The listing of the book's own labs, kept beside them: to read some forty manifests, which are code, takes several times
 * as long as to hash what they are made of.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import * as z from 'zod';
import { type LabView, LabViewSchema } from '../lab/wire/labs.ts';

/** What listings are made of: manifests, what these import, and what parses them. */
const inputs = ['labs', 'src/lab', 'src/runner/library', 'package-lock.json'];

const KeptSchema = z.object({
  /** SHA-256 of all that it was made of. */
  made: z.string(),
  labs: z.array(LabViewSchema),
});

/** Labs, and what is wrong with those that cannot be read. */
export interface LabListing {
  readonly labs: readonly LabView[];
  readonly broken: readonly { readonly id: string; readonly message: string; readonly fix?: string }[];
}

/**
 * The listing of the labs of a checkout: as it was kept while nothing of what it is made of has changed, else as `read`
 * gives it. One in which a lab is broken is not kept, nor is any where nothing can be written.
 */
export async function listingOf(checkout: string, read: () => Promise<LabListing>): Promise<LabListing> {
  const file = join(checkout, '.drydock', 'labs.json');
  const text = await readFile(file, 'utf8').catch(() => '');
  const made = hashOf(checkout);
  const kept = KeptSchema.safeParse(parseJson(text));
  if (kept.success && kept.data.made === made) return { labs: kept.data.labs, broken: [] };
  const listing = await read();
  // Where something was changed meanwhile, nobody knows what it was made of.
  if (listing.broken.length === 0 && made === hashOf(checkout))
    await keep(file, JSON.stringify({ made, labs: listing.labs })).catch(() => undefined);
  return listing;
}

/** Whole or not at all: two commands may keep it at once. */
async function keep(file: string, text: string): Promise<void> {
  const fresh = `${file}.${process.pid}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(fresh, text);
    await rename(fresh, file);
  } finally {
    await rm(fresh, { force: true });
  }
}

/**
 * Of code what stands in it, of other files that they are there: a manifest names folders. A command has nothing else to
 * do meanwhile, and hundreds of small files are read faster without a promise for each.
 */
function hashOf(checkout: string): string {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesOf(join(checkout, input))).toSorted()) {
    const content = /\.(ts|json)$/.test(file) ? readFileSync(file) : undefined;
    hash.update(`${relative(checkout, file)}\0${content?.byteLength ?? ''}\0`).update(content ?? '');
  }
  return hash.digest('hex');
}

/** All files below a folder; of a file, itself. */
function filesOf(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
