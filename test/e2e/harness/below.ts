import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveFolder } from './static-host.ts';

/** Serves a folder below a path, as a project's page on a shared host is: `http://…/deep/book/`. */
export async function serveBelow(folder: string): Promise<AsyncDisposable & { readonly url: string }> {
  const root = await mkdtemp(join(tmpdir(), 'drydock-below-'));
  await symlink(folder, join(root, 'book'));
  await writeFile(join(root, '404.html'), 'There is nothing here.');
  const host = await serveFolder(root);
  return {
    url: `${host.url}/book`,
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await rm(root, { recursive: true });
    },
  };
}
