import { canonicalJson } from '../lab/general/canonical-json.ts';
import { digest } from './digest.ts';

/** Files that were handed in, by path relative to the workspace, with `/`. */
export type SubmittedFiles = ReadonlyMap<string, Uint8Array>;

/**
 * The list of what was handed in, as text: an object of JSON that has the SHA-256 of each file, hex, under its path, as
 * RFC 8785 writes it. The same files have the same list, whoever makes it.
 */
export function listSubmission(files: SubmittedFiles): string {
  return canonicalJson(Object.fromEntries(Array.from(files, ([path, content]) => [path, digest(content)])));
}

/** The same of files that are known by their hashes already. */
export const listHashes = (files: readonly { readonly path: string; readonly hash: string }[]): string =>
  canonicalJson(Object.fromEntries(files.map(({ path, hash }) => [path, hash])));
