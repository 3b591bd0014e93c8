/** A container as one of its processes sees it, where that is in other namespaces than the first. Pure. */

import type { Unknown } from '../observation/fact.ts';
import type { NamespaceKind, ObservedContainer, ObservedProcess } from '../observation/observation.ts';

/** Whether the process sees the same as its container's first one: of mounts, that its root is the same too. */
export function isWithInit(
  process: ObservedProcess,
  kind: NamespaceKind,
  { processes, asked }: ObservedContainer,
): boolean {
  if (process.init) return true;
  const init = processes.source === 'unknown' ? undefined : processes.value.find((each) => each.init);
  const { mountViews } = asked;
  const isElsewhere =
    kind === 'mnt' &&
    mountViews.source !== 'unknown' &&
    mountViews.value.some(({ pids }) => pids.includes(process.pid));
  return !isElsewhere && process.namespaces[kind] === init?.namespaces[kind];
}

/** The container with this process's mounts or sockets in place of its first process's; unknown where nobody looked. */
export function seenFrom(
  process: ObservedProcess,
  kind: NamespaceKind,
  container: ObservedContainer,
): ObservedContainer | Unknown {
  const { networks, mountViews } = container.asked;
  if (kind === 'net') {
    if (networks.source === 'unknown') return networks;
    const there = networks.value.find(({ inode }) => inode === process.namespaces.net);
    return there ? { ...container, listening: there.listening } : notLookedAt(process, kind);
  }
  if (kind !== 'mnt') return notLookedAt(process, kind);
  if (mountViews.source === 'unknown') return mountViews;
  const view = mountViews.value.find(({ pids }) => pids.includes(process.pid));
  if (!view) return notLookedAt(process, kind);
  const { mounts } = view;
  if (mounts.source === 'unknown') return { ...container, mounts, rootReadOnly: mounts };
  const root = mounts.value.findLast(({ mountPoint }) => mountPoint === '/');
  const { source } = mounts;
  return {
    ...container,
    mounts,
    rootReadOnly: root ? { source, value: root.readOnly } : notLookedAt(process, kind),
  };
}

const notLookedAt = ({ name }: ObservedProcess, kind: NamespaceKind): Unknown => ({
  source: 'unknown',
  reason: `${name} is in a namespace of its own (${kind}), into which nobody could look`,
  cause: 'not-seen',
});
