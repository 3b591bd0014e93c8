import { isEngineSocket } from '../../lab/general/engine-sockets.ts';
import { files } from '../../lab/matchers/filesystem.ts';
import { listWords } from '../../lab/matchers/matcher.ts';
import type { DeclaredMount } from '../../lab/observation/container.ts';
import type { ObservedContainer } from '../../lab/observation/observation.ts';
import type { Rule } from '../rule.ts';

/** With all that lies below them. */
const trees = ['/etc', '/root', '/boot', '/dev', '/proc', '/sys', '/var/lib/docker', '/var/lib/containerd'];
/** As a whole only: what lies below is the business of somebody's own project. */
const roots = [
  '/',
  '/home',
  '/var',
  '/var/lib',
  '/var/run',
  '/run',
  '/usr',
  '/opt',
  '/srv',
  '/lib',
  '/bin',
  '/sbin',
];
/** Files and folders that say nothing secret, while they are mounted read-only. */
const harmless = [
  '/etc/localtime',
  '/etc/timezone',
  '/etc/ssl/certs',
  '/etc/ca-certificates',
  '/etc/hostname',
];

const binds = ({ declared }: ObservedContainer): readonly DeclaredMount[] =>
  declared.mounts.filter(({ type }) => type === 'bind');
const isSocket = ({ source, destination }: DeclaredMount): boolean =>
  [source, destination].some(isEngineSocket);
/** A secret of the compose file, which stands there under another key than `volumes`. */
const isSecret = ({ destination }: DeclaredMount): boolean => destination.startsWith('/run/secrets/');
const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Whether a path of the host is one that a container has no business with. */
export function isSensitive(source: string, readOnly: boolean): boolean {
  const path = source.length > 1 ? source.replace(/\/+$/, '') : source;
  if (readOnly && harmless.some((each) => isBelow(path, each))) return false;
  return roots.includes(path) || trees.some((tree) => isBelow(path, tree));
}

/** File systems by which programs and memory of the kernel are reached; the type is the kernel's word. */
const kernelFileSystems = ['bpf', 'tracefs', 'debugfs'];
const isOfBpf = ({ source }: DeclaredMount): boolean =>
  ['/sys/fs/bpf', '/sys/kernel/debug', '/sys/kernel/tracing'].some((path) => isBelow(source, path));

const worded = (mounts: readonly DeclaredMount[]): string =>
  listWords(mounts.map(({ source, readOnly }) => `${source} (${readOnly ? 'read-only' : 'writable'})`));

export const fileRules: readonly Rule[] = [
  {
    id: 'engine-socket',
    title: 'has no socket of a container engine',
    severity: 'high',
    chapter: 'stack',
    anchor: 'an-intruder-in-the-bot',
    why: 'Who may talk to the engine may start a container with the host’s root file system in it. Read-only makes no difference to a socket.',
    look: {
      judge(container) {
        const found = binds(container).filter(isSocket);
        return {
          ok: found.length === 0,
          observed:
            found.length === 0 ? 'has none' : `mounts ${listWords(found.map(({ source }) => source))}`,
          expected: 'no socket of an engine',
        };
      },
    },
    mend: (container) => ({
      notes: [
        `remove ${listWords(
          binds(container)
            .filter(isSocket)
            .map(({ source }) => source),
        )} from volumes`,
        'if it only reads, put a proxy between that lets a few GET requests through',
      ],
    }),
  },
  {
    id: 'host-paths',
    title: 'mounts no sensitive path of the host',
    severity: 'high',
    chapter: 'stack',
    anchor: 'five-attacks',
    why: 'Passwords, keys, kernel switches or other containers’ files lie there, and a mount is past all namespaces.',
    look: {
      judge(container) {
        const found = binds(container).filter(
          (mount) => !isSocket(mount) && !isOfBpf(mount) && isSensitive(mount.source, mount.readOnly),
        );
        return {
          ok: found.length === 0,
          observed: found.length === 0 ? 'mounts none' : `mounts ${worded(found)}`,
          expected: 'only paths of the project',
        };
      },
    },
    mend: {
      notes: ['mount the one file that it reads, with “read_only: true”; for data, use a named volume'],
    },
  },
  {
    id: 'bpf-mounts',
    title: 'mounts no file system of BPF, traces or the kernel’s debugging',
    severity: 'high',
    chapter: 'bpf',
    anchor: 'who-may-load-a-program',
    why: 'Programs and maps that others pinned lie there, and traces of all processes of the host.',
    look: {
      judge({ mounts, declared }) {
        const byType =
          mounts.source === 'unknown'
            ? []
            : mounts.value
                .filter(({ type }) => kernelFileSystems.includes(type))
                .map(({ mountPoint, type }) => `${mountPoint} (${type})`);
        const bySource = declared.mounts.filter(isOfBpf).map(({ source }) => source);
        const found = byType.length > 0 ? byType : bySource;
        return {
          ok: found.length === 0,
          observed: found.length === 0 ? 'mounts none' : `mounts ${listWords(found)}`,
          expected: 'none of bpf, tracefs or debugfs',
        };
      },
    },
    coveredBy: ['privileged'],
    mend: { notes: ['remove it from volumes; let one watcher of the host have it, and nobody else'] },
  },
  {
    id: 'writable-binds',
    title: 'can write to no folder of the host',
    severity: 'low',
    chapter: 'start',
    anchor: 'what-is-left-to-write-to',
    why: 'A program that can rewrite its own configuration or code outlives the container that was broken into.',
    look: {
      judge(container) {
        const found = binds(container).filter((mount) => !mount.readOnly && !isSocket(mount));
        return {
          ok: found.length === 0,
          observed:
            found.length === 0
              ? 'can write to none'
              : `can write to ${listWords(found.map(({ source }) => source))}`,
          expected: 'read-only bind mounts',
        };
      },
    },
    mend: (container) => ({
      set: {
        volumes: binds(container)
          .filter((mount) => !isSocket(mount) && !isSecret(mount))
          .map(({ source, destination }) => `${source}:${destination}:ro`),
      },
      notes: ['for what it has to write, use a named volume'],
    }),
  },
  {
    id: 'writable-root',
    title: 'cannot write to its root file system',
    severity: 'medium',
    chapter: 'start',
    anchor: 'what-is-left-to-write-to',
    why: 'What was broken into can leave its tools there, and change the program that runs next.',
    look: { expect: files.rootReadOnly() },
    mend: {
      set: { read_only: true, tmpfs: ['/tmp'] },
      notes: ['a tmpfs or volume for each folder that it writes'],
    },
  },
];
