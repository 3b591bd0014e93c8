import type { Drawing, Shape } from './shapes.ts';

const row = (index: number) => 30 + index * 30;

/** Kinds of namespaces, those that begin as a copy first: namespaces(7), clone(2), time_namespaces(7). */
const kinds = [
  ['NEWNS', 'mnt', 'a copy of all mounts', true],
  ['NEWUTS', 'uts', 'a copy of the host name', true],
  ['NEWTIME', 'time', 'the same clocks, in children', true],
  ['NEWCGROUP', 'cgroup', 'its own group as the root', false],
  ['NEWPID', 'pid', 'none; the next child is 1', false],
  ['NEWNET', 'net', 'loopback, which is down', false],
  ['NEWIPC', 'ipc', 'no queues, no memory', false],
  ['NEWUSER', 'user', 'no ids, all capabilities', false],
] as const;

export const cloneFlags: Drawing = {
  title: 'What each flag makes new',
  inWords:
    'Eight flags of clone3 and unshare, a row for each kind of namespace. CLONE_NEWNS: a mount namespace that begins as a copy of all mounts. CLONE_NEWUTS: a uts namespace with a copy of the host name. CLONE_NEWTIME: a time namespace for the children of the caller, at first with the same clocks. CLONE_NEWCGROUP: a cgroup namespace in which the group of the caller is the root. CLONE_NEWPID: a pid namespace without a process, in which the next child is process 1. CLONE_NEWNET: a network namespace with a loopback interface that is down. CLONE_NEWIPC: an ipc namespace without message queues and shared memory. CLONE_NEWUSER: a user namespace whose map has no ids yet, and in which the caller holds all capabilities.',
  height: row(kinds.length) - 2,
  shapes: [
    { words: 'CLONE_…', at: [43, 14], as: 'head' },
    { words: 'kind', at: [94, 14], as: 'head', anchor: 'start' },
    { words: 'begins with', at: [138, 14], as: 'head', anchor: 'start' },
    ...kinds.flatMap(([flag, kind, begins, isCopy], index): readonly Shape[] => [
      { box: [0, row(index), 86, 22], kind: isCopy ? 'filter' : 'plain', says: [flag] },
      { words: kind, at: [94, row(index) + 15], as: 'small', anchor: 'start' },
      { words: begins, at: [138, row(index) + 15], as: 'small', anchor: 'start' },
    ]),
  ],
};
