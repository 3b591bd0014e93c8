import { watch } from 'node:fs';

const togetherMs = 200;

/** Tells which paths below a folder changed, until the signal; what changes together is told together. */
export function watchFiles(
  root: string,
  signal: AbortSignal,
  onChange: (paths: readonly string[]) => void,
): void {
  const changed = new Set<string>();
  const tell = () => {
    const paths = [...changed];
    changed.clear();
    if (!signal.aborted) onChange(paths);
  };
  const watcher = watch(root, { recursive: true, signal }, (_, name) => {
    // Editors write in several steps.
    if (changed.size === 0) setTimeout(tell, togetherMs);
    if (name) changed.add(name);
  });
  // A folder that goes away ends its watcher; whoever uses the folder is told of that elsewhere.
  watcher.on('error', () => watcher.close());
}
