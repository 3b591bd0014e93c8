import * as z from 'zod';
import type { ProcessMatcher } from './matcher.ts';

const seccompSchema = z.strictObject({
  kind: z.literal('seccomp'),
  /** Seccomp of /proc/PID/status: 2 is a filter, 0 none. */
  mode: z.enum(['filter', 'off']),
});

const modeWords = ['no seccomp filter', 'strict seccomp', 'a seccomp filter'] as const;

export const seccompMode: ProcessMatcher<typeof seccompSchema> = {
  scope: 'process',
  schema: seccompSchema,
  title: ({ mode }) => (mode === 'filter' ? 'runs under a seccomp filter' : 'runs without a seccomp filter'),
  expected: ({ mode }) => (mode === 'filter' ? 'a seccomp filter' : 'no seccomp filter'),
  judge: ({ mode }, process) => ({
    ok: process.seccompMode === (mode === 'filter' ? 2 : 0),
    observed: `runs with ${modeWords[process.seccompMode]}`,
  }),
};

const noNewPrivilegesSchema = z.strictObject({ kind: z.literal('no-new-privileges'), set: z.boolean() });

export const noNewPrivileges: ProcessMatcher<typeof noNewPrivilegesSchema> = {
  scope: 'process',
  schema: noNewPrivilegesSchema,
  title: ({ set }) => (set ? 'can gain no privileges by execve' : 'can gain privileges by execve'),
  expected: ({ set }) => `no_new_privs ${set ? 'set' : 'clear'}`,
  judge: ({ set }, process) => ({
    ok: process.noNewPrivileges === set,
    observed: `no_new_privs is ${process.noNewPrivileges ? 'set' : 'clear'}`,
  }),
};

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
