import { type InspectedService, mountsOfService } from './inspected-service.ts';

/** The Engine writes these itself, and what is below them is no part of the root. */
const notOfTheRoot = ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/dev', '/proc', '/sys'];
/** With more of them the root is written to all over, and a tmpfs on each would hide what the image has there. */
const most = 12;

/** Files that were there for a moment are in no list of changes. */
const momentary = '/tmp';

const isBelow = (path: string, above: string) =>
  path === above || path.startsWith(`${above === '/' ? '' : above}/`);

/**
 * Directories in which a service wrote to its root, the outermost of them alone, those for which it has a tmpfs, and
 * /tmp. `changed` is what the Engine says of its layer.
 */
export function writtenDirectories(changed: readonly string[], service: InspectedService): readonly string[] {
  const mounted = mountsOfService(service).map(({ target }) => target);
  const own = Object.keys(service.HostConfig.Tmpfs);
  const skipped = [...notOfTheRoot, ...mounted, ...own];
  const directories = changed
    .filter((path) => !skipped.some((each) => isBelow(path, each)))
    // Of a mount that the Engine made a directory for, the parent is no place that the service writes to.
    .filter((path) => !skipped.some((each) => isBelow(each, path)))
    .map((path) => path.replace(/\/[^/]*$/, '') || '/');
  const sorted = [...new Set(directories)].sort((one, other) => one.length - other.length);
  const outermost = sorted.filter(
    (path, index) => !sorted.slice(0, index).some((above) => isBelow(path, above)),
  );
  const found = outermost.includes('/') || outermost.length > most ? [] : outermost;
  const isThere = [...mounted, ...own, ...found].some((path) => isBelow(momentary, path));
  return [...new Set([...own, ...found, ...(isThere ? [] : [momentary])])].sort();
}
