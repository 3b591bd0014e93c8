import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveFolder } from './static-host.ts';

/** Serves a folder below a path, as a project's pages on a shared host are: its `404.html` answers for all below it. */
export async function serveBelow(folder: string): Promise<AsyncDisposable & { readonly url: string }> {
  const root = await mkdtemp(join(tmpdir(), 'drydock-below-'));
  await symlink(folder, join(root, 'book'));
  await symlink(join(folder, '404.html'), join(root, '404.html'));
  const host = await serveFolder(root);
  return {
    url: `${host.url}/book`,
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await rm(root, { recursive: true });
    },
  };
}
