/** A system call worth naming, and what it is to an attacker, by its man page of section 2. */
export interface NotableSyscall {
  readonly name: string;
  readonly words: string;
}

/**
 * Those that open much of the kernel, or that escapes have used. That one is open does not mean that it succeeds:
 * most also ask for a capability.
 */
export const notableSyscalls: readonly NotableSyscall[] = [
  { name: 'mount', words: 'put a file system somewhere' },
  { name: 'pivot_root', words: 'change the root of the mount namespace' },
  { name: 'unshare', words: 'make namespaces, a user namespace among them' },
  { name: 'setns', words: 'enter the namespaces of others' },
  { name: 'clone', words: 'start processes, in new namespaces where its flags may say so' },
  { name: 'clone3', words: 'the same, with flags in memory that no filter can read' },
  { name: 'ptrace', words: 'trace other processes and change their memory' },
  { name: 'process_vm_writev', words: 'write into the memory of another process' },
  { name: 'bpf', words: 'load programs into the kernel' },
  { name: 'perf_event_open', words: 'watch the kernel and other processes' },
  { name: 'userfaultfd', words: 'answer page faults from user space; makes races in the kernel winnable' },
  {
    name: 'io_uring_setup',
    words: 'submit work by shared memory, past filters of what that work would call',
  },
  { name: 'keyctl', words: 'use key rings, which are not kept apart by namespaces' },
  { name: 'add_key', words: 'store keys in the kernel' },
  { name: 'open_by_handle_at', words: 'open files by handle, past paths and mounts' },
  { name: 'init_module', words: 'load code into the kernel' },
  { name: 'finit_module', words: 'load code into the kernel from a file' },
  { name: 'kexec_load', words: 'load another kernel' },
  { name: 'reboot', words: 'restart the machine' },
  { name: 'clock_settime', words: 'set the clock of the machine' },
  { name: 'swapon', words: 'add swap' },
  { name: 'acct', words: 'write an account of every process' },
  { name: 'syslog', words: 'read the kernel’s log' },
  { name: 'personality', words: 'change how the kernel runs the process; some values ease exploits' },
];
