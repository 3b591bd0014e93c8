import type { ImageFacts, InspectedImage } from '../../lab/observation/container.ts';
import { boundedList } from './image-meter.ts';
import type { LayerEntry } from './layer.ts';
import { findPackages } from './packages.ts';
import type { RootFileSystem } from './root-file-system.ts';

const shellNames = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'busybox', 'toybox']);

/** Counts what the root file system of an image holds. `files` counts regular files, hard links each. */
export function countFacts(image: InspectedImage, root: RootFileSystem): ImageFacts {
  const files = [...root].filter(([, entry]) => entry.type === 'file');
  const absolute = (found: readonly (readonly [string, unknown])[]) =>
    found.map(([path]) => `/${path}`).sort();
  return {
    imageId: image.id,
    sizeBytes: image.sizeBytes,
    layers: image.layers.length,
    files: files.length,
    packages: boundedPackages(root),
    setuid: boundedList(absolute(files.filter(([, { mode }]) => (mode & 0o6000) !== 0)), 'set-user-ID files'),
    shells: boundedList(absolute([...root].filter(([path, entry]) => isShell(path, entry))), 'shells'),
    executables: files.filter(([, { mode }]) => (mode & 0o111) !== 0).length,
    libc: findLibc(root),
    distribution: findDistribution(root),
  };
}

function boundedPackages(root: RootFileSystem): ImageFacts['packages'] {
  const { manager, installed } = findPackages(root);
  return { manager, installed: boundedList(installed, 'packages') };
}

/** By its content, under any name; or a name of a shell where programs are. */
function isShell(path: string, { type, program }: LayerEntry): boolean {
  if (program === 'shell') return true;
  const [name = '', folder = ''] = path.split('/').reverse();
  return (type === 'file' || type === 'link') && shellNames.has(name) && /^s?bin$/.test(folder);
}

/** By the content of the loaders: gcompat, for one, lends musl the name of glibc's. */
function findLibc(root: RootFileSystem): ImageFacts['libc'] {
  const programs = new Set([...root.values()].map(({ program }) => program));
  const [glibc, musl] = [programs.has('glibc'), programs.has('musl')];
  if (glibc) return musl ? 'both' : 'glibc';
  return musl ? 'musl' : 'none';
}

/** `ID VERSION_ID` of os-release(5). */
function findDistribution(root: RootFileSystem): string {
  const text = root.get('etc/os-release')?.text ?? root.get('usr/lib/os-release')?.text ?? '';
  const field = (name: string) => new RegExp(`^${name}=["']?([^"'\\n]*)`, 'm').exec(text)?.[1] ?? '';
  return `${field('ID')} ${field('VERSION_ID')}`.trim();
}
