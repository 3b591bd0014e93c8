import * as z from 'zod';
import { containerMatcher, judgeFact, listWords } from './matcher.ts';

export const rootReadOnly = containerMatcher({
  kind: 'root-read-only',
  sharedIn: 'mnt',
  fields: { readOnly: z.boolean() },
  title: ({ readOnly }) => `root file system is ${readOnly ? 'read-only' : 'writable'}`,
  expected: ({ readOnly }) => (readOnly ? 'read-only' : 'writable'),
  judge: ({ readOnly }, container) =>
    judgeFact(container.rootReadOnly, (seen) => ({
      ok: seen === readOnly,
      observed: `root file system is ${seen ? 'read-only' : 'writable'}`,
    })),
});

export const mount = containerMatcher({
  kind: 'mount',
  sharedIn: 'mnt',
  fields: { mountPoint: z.string(), rule: z.enum(['absent', 'present', 'read-only']) },
  title: ({ mountPoint, rule }) =>
    rule === 'absent'
      ? `nothing is mounted at ${mountPoint}`
      : rule === 'present'
        ? `something is mounted at ${mountPoint}`
        : `${mountPoint} is mounted read-only`,
  expected: ({ mountPoint, rule }) =>
    rule === 'absent'
      ? `no mount at ${mountPoint}`
      : rule === 'present'
        ? `a mount at ${mountPoint}`
        : 'read-only',
  judge: ({ mountPoint, rule }, container) =>
    judgeFact(container.mounts, (mounts) => {
      // The last mount on a mount point is the one that is seen: mount(2) stacks.
      const found = mounts.findLast((each) => each.mountPoint === mountPoint);
      const ok =
        rule === 'absent' ? !found : rule === 'present' ? found !== undefined : found?.readOnly === true;
      const observed = found
        ? `${mountPoint} is a ${found.readOnly ? 'read-only' : 'writable'} ${found.type}`
        : `nothing is mounted at ${mountPoint}`;
      return { ok, observed };
    }),
});

/** What the runtime mounts writable in every container, by where: devices, and /dev/null over files that it hides. */
const ofRuntime = new RegExp(
  `^(${[
    '/dev(/(console|full|mqueue|null|ptmx|pts|random|shm|tty|urandom|zero))?',
    '/proc/(interrupts|kcore|keys|latency_stats|sched_debug|timer_list|timer_stats)',
    '/sys/fs/cgroup(/.*)?',
  ].join('|')})$`,
);
const pseudo = new Set(['proc', 'sysfs', 'cgroup', 'cgroup2', 'devpts', 'mqueue', 'devtmpfs']);

export const writableMounts = containerMatcher({
  kind: 'writable-mounts',
  sharedIn: 'mnt',
  fields: {
    /** Mount points that may be writable; pseudo file systems, and what the runtime mounts, never count. */
    within: z.array(z.string()),
  },
  title: ({ within }) =>
    within.length === 0 ? 'can write to nothing' : `can write to ${listWords(within)} alone`,
  expected: ({ within }) =>
    within.length === 0 ? 'no writable mount' : `writable at most ${listWords(within)}`,
  judge: ({ within }, container) =>
    judgeFact(container.mounts, (mounts) => {
      const writable = mounts
        .filter((each) => !each.readOnly && !pseudo.has(each.type))
        .map((each) => each.mountPoint)
        // In a user namespace devices are mounted one by one: mknod(2) is refused there.
        .filter((point) => !ofRuntime.test(point) && !container.declared.devices.includes(point));
      const wrong = writable.filter((point) => !within.includes(point));
      return {
        ok: wrong.length === 0,
        observed: `can write to ${writable.length ? listWords(wrong.length ? wrong : writable) : 'nothing'}`,
      };
    }),
});

export const mountedFile = containerMatcher({
  kind: 'mounted-file',
  fields: {
    path: z.string().startsWith('/'),
    /** Its mode may have no other bits than these: 0o440. */
    modeWithin: z.number().int().min(0).max(0o7777),
  },
  title: ({ path, modeWithin }) => `${path} has at most the mode ${octal(modeWithin)}`,
  expected: ({ modeWithin }) => `a mode within ${octal(modeWithin)}`,
  judge: ({ path, modeWithin }, container) =>
    judgeFact(container.mountedFiles, (mounted) => {
      const file = mounted.findLast((each) => each.path === path);
      return {
        ok: file !== undefined && (file.mode & ~modeWithin) === 0,
        observed: file ? `${path} has the mode ${octal(file.mode)}` : `no file is mounted at ${path}`,
      };
    }),
});

const octal = (mode: number) => `0${mode.toString(8)}`;

/** What a container can write. */
export const files = {
  rootReadOnly: () => ({ kind: 'root-read-only', readOnly: true }) as const,
  rootWritable: () => ({ kind: 'root-read-only', readOnly: false }) as const,
  /** `mountPoint` inside the container. */
  mounted: (mountPoint: string) => ({ kind: 'mount', mountPoint, rule: 'present' }) as const,
  notMounted: (mountPoint: string) => ({ kind: 'mount', mountPoint, rule: 'absent' }) as const,
  mountedReadOnly: (mountPoint: string) => ({ kind: 'mount', mountPoint, rule: 'read-only' }) as const,
  /** A file that is mounted by itself, as secrets and configs are: inode(7). */
  modeAtMost: (path: string, mode: number) => ({ kind: 'mounted-file', path, modeWithin: mode }) as const,
  /** Hidden by the runtime, as /proc/kcore is. */
  covered: (path: string) => ({ kind: 'covered-path', path }) as const,
  writableWithin: (...within: string[]) => ({ kind: 'writable-mounts', within }) as const,
};
