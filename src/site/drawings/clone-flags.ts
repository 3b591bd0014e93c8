import type { Drawing, Shape } from './shapes.ts';

const row = (index: number) => 30 + index * 30;

/** Kinds of namespaces, those that begin as a copy first: namespaces(7), clone(2), time_namespaces(7). */
const kinds = [
  ['CLONE_NEWNS', 'mnt', 'a copy of all mounts', true],
  ['CLONE_NEWUTS', 'uts', 'a copy of the host name', true],
  ['CLONE_NEWTIME', 'time', 'the same clocks; for children', true],
  ['CLONE_NEWCGROUP', 'cgroup', 'the own group becomes the root', false],
  ['CLONE_NEWPID', 'pid', 'no process; a child becomes 1', false],
  ['CLONE_NEWNET', 'net', 'loopback, which is down', false],
  ['CLONE_NEWIPC', 'ipc', 'no queue, no shared memory', false],
  ['CLONE_NEWUSER', 'user', 'no ids; all capabilities in it', false],
] as const;

export const cloneFlags: Drawing = {
  title: 'What each flag of clone makes new',
  inWords:
    'Eight flags of clone and unshare, a row for each kind of namespace. CLONE_NEWNS: a mount namespace that begins as a copy of all mounts. CLONE_NEWUTS: a uts namespace with a copy of the host name. CLONE_NEWTIME: a time namespace for the children of the caller, at first with the same clocks. CLONE_NEWCGROUP: a cgroup namespace in which the group of the caller is the root. CLONE_NEWPID: a pid namespace without a process, in which the next child is process 1. CLONE_NEWNET: a network namespace with a loopback interface that is down. CLONE_NEWIPC: an ipc namespace without message queues and shared memory. CLONE_NEWUSER: a user namespace whose map has no ids yet, and in which the caller holds all capabilities.',
  height: row(kinds.length) - 2,
  shapes: [
    { words: 'flag', at: [56, 14], as: 'head' },
    { words: 'kind', at: [118, 14], as: 'head', anchor: 'start' },
    { words: 'begins with', at: [158, 14], as: 'head', anchor: 'start' },
    ...kinds.flatMap(([flag, kind, begins, isCopy], index): readonly Shape[] => [
      { box: [0, row(index), 112, 22], kind: isCopy ? 'filter' : 'plain', says: [flag] },
      { words: kind, at: [118, row(index) + 15], as: 'small', anchor: 'start' },
      { words: begins, at: [158, row(index) + 15], as: 'small', anchor: 'start' },
    ]),
  ],
};
