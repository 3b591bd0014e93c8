import * as z from 'zod';
import { processMatcher } from './matcher.ts';

const modeWords = ['no seccomp filter', 'strict seccomp', 'a seccomp filter'] as const;

export const seccompMode = processMatcher({
  kind: 'seccomp',
  fields: {
    /** Seccomp of /proc/PID/status: 2 is a filter, 0 none. */
    mode: z.enum(['filter', 'off']),
  },
  title: ({ mode }) => (mode === 'filter' ? 'runs under a seccomp filter' : 'runs without a seccomp filter'),
  expected: ({ mode }) => (mode === 'filter' ? 'a seccomp filter' : 'no seccomp filter'),
  judge: ({ mode }, process) => ({
    ok: process.seccompMode === (mode === 'filter' ? 2 : 0),
    observed: `runs with ${modeWords[process.seccompMode]}`,
  }),
});

export const noNewPrivileges = processMatcher({
  kind: 'no-new-privileges',
  fields: { set: z.boolean() },
  title: ({ set }) => (set ? 'can gain no privileges by execve' : 'can gain privileges by execve'),
  expected: ({ set }) => `no_new_privs ${set ? 'set' : 'clear'}`,
  judge: ({ set }, process) => ({
    ok: process.noNewPrivileges === set,
    observed: `no_new_privs is ${process.noNewPrivileges ? 'set' : 'clear'}`,
  }),
});

/** What a process may say to the kernel: seccomp(2). */
export const seccomp = {
  filtering: () => ({ kind: 'seccomp', mode: 'filter' }) as const,
  off: () => ({ kind: 'seccomp', mode: 'off' }) as const,
};

/** no_new_privs of prctl(2). */
export const noNewPrivs = {
  set: () => ({ kind: 'no-new-privileges', set: true }) as const,
  clear: () => ({ kind: 'no-new-privileges', set: false }) as const,
};
