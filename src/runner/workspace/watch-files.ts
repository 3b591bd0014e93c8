import { relative, sep } from 'node:path';
import { watch } from 'chokidar';

const togetherMs = 200;

/**
 * Tells which paths below a folder changed, until the signal; what changes together is told together. Resolves once
 * it looks. Not by Node's recursive watch: on Linux that loses sight of a file once another was renamed over it.
 */
export async function watchFiles(
  root: string,
  signal: AbortSignal,
  onChange: (paths: readonly string[]) => void,
): Promise<void> {
  if (signal.aborted) return;
  const changed = new Set<string>();
  const tell = () => {
    const paths = [...changed];
    changed.clear();
    if (!signal.aborted) onChange(paths);
  };
  // A folder that cannot be read, or is gone, is told of where it is used.
  const watcher = watch(root, { ignoreInitial: true, followSymlinks: false, ignorePermissionErrors: true });
  watcher.on('all', (_, path) => {
    // Editors write in several steps.
    if (changed.size === 0) setTimeout(tell, togetherMs);
    changed.add(relative(root, path).split(sep).join('/'));
  });
  watcher.on('error', () => undefined);
  const close = () => void watcher.close();
  signal.addEventListener('abort', close, { once: true });
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  watcher.on('ready', resolve);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await ready;
}
