import { relative, sep } from 'node:path';
import { watch } from 'chokidar';

const togetherMs = 200;
/** Each file and folder takes a watch of the machine's; a page lists as many. inotify(7). */
export const mostWatched = 2_000;

/**
 * Tells which paths below a folder changed, until the signal; what changes together is told together. Resolves once it
 * watches. Files and folders beyond `mostWatched` are not watched. Node's own recursive watch is not used: on Linux it
 * loses a file once another was renamed over it.
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
  const watched = new Set<string>();
  const ignored = (path: string) => {
    if (watched.has(path)) return false;
    if (watched.size >= mostWatched) return true;
    watched.add(path);
    return false;
  };
  const watcher = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    ignorePermissionErrors: true,
    ignored,
  });
  for (const gone of ['unlink', 'unlinkDir'] as const) watcher.on(gone, (path) => void watched.delete(path));
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
