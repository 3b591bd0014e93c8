import type { ImageFacts } from '../../lab/observation/container.ts';
import type { RootFileSystem } from './root-file-system.ts';

type Packages = ImageFacts['packages'];

/** What the package database says is installed. Distroless images keep dpkg's records one file a package. */
export function findPackages(root: RootFileSystem): Packages {
  const dpkg = [...root].filter(
    ([path]) => path === 'var/lib/dpkg/status' || path.startsWith('var/lib/dpkg/status.d/'),
  );
  const debian = dpkg.flatMap(([, entry]) => parseDpkgStatus(entry.text ?? ''));
  if (debian.length > 0) return { manager: 'dpkg', installed: byName(debian) };
  const apk = root.get('usr/lib/apk/db/installed') ?? root.get('lib/apk/db/installed');
  const alpine = parseApkInstalled(apk?.text ?? '');
  if (alpine.length > 0 || apk !== undefined) return { manager: 'apk', installed: byName(alpine) };
  return { manager: dpkg.length > 0 ? 'dpkg' : 'none', installed: [] };
}

/** Stanzas of deb822(5); removed packages whose configuration is left are not installed. */
export function parseDpkgStatus(text: string): Packages['installed'] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const name = /^Package: *(\S+)/m.exec(stanza)?.[1];
    const version = /^Version: *(\S+)/m.exec(stanza)?.[1];
    const status = /^Status: *(.*)$/m.exec(stanza)?.[1];
    if (name === undefined || version === undefined) return [];
    return status === undefined || status.endsWith(' installed') ? [{ name, version }] : [];
  });
}

/** Blocks of `P:` (name) and `V:` (version) lines. */
export function parseApkInstalled(text: string): Packages['installed'] {
  return text.split(/\n\s*\n/).flatMap((block) => {
    const name = /^P:(\S+)/m.exec(block)?.[1];
    const version = /^V:(\S+)/m.exec(block)?.[1];
    return name === undefined || version === undefined ? [] : [{ name, version }];
  });
}

function byName(installed: Packages['installed']): Packages['installed'] {
  return [...installed].sort((a, b) => (a.name < b.name ? -1 : 1));
}
