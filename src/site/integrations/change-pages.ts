import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Changes the text of each page of a site that was built below `dir`. */
export async function changePages(dir: URL, change: (html: string) => string): Promise<void> {
  const folder = fileURLToPath(dir);
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith('.html')) continue;
    const file = join(folder, name);
    const html = await readFile(file, 'utf8');
    const changed = change(html);
    if (changed !== html) await writeFile(file, changed);
  }
}
