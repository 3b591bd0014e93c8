import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** SHA-256, hex, over the path, the length and the content of every file in folders, by paths in each. */
export async function hashFolders(dirs: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const dir of dirs) {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const path of paths.sort()) {
      const content = await readFile(path);
      hash.update(`${relative(dir, path)}\0${content.byteLength}\0`).update(content);
    }
  }
  return hash.digest('hex');
}
