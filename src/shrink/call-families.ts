/** System calls by what they are for, so that many can be tried to be done without at once. */

/** Without these no dynamically linked program starts, or the runtime does not hand over to it. They are not tried. */
export const neededByAll: ReadonlySet<string> = new Set(
  `access arch_prctl brk capget capset chdir clone close close_range epoll_create1 epoll_ctl epoll_pwait eventfd2
   execve exit exit_group faccessat2 fcntl fstat fstatfs futex getcwd getdents64 getegid geteuid getgid getpid getppid
   getrandom gettid getuid mmap mprotect munmap nanosleep newfstatat openat pipe2 prctl pread64 prlimit64 read
   readlinkat rseq rt_sigaction rt_sigprocmask rt_sigreturn sched_getaffinity seccomp set_robust_list
   set_tid_address setgid setgroups setuid sigaltstack statx tgkill write`.split(/\s+/),
);

/** The first that matches. What a service hardly needs comes first, so that much of it goes in one piece. */
const families: readonly (readonly [name: string, matches: RegExp])[] = [
  ['tracing other processes', /^(ptrace|process_|kcmp|pidfd_getfd)/],
  ['asynchronous I/O', /^io_(?!prio)/],
  ['System V IPC', /^(ipc|msg(ctl|get|rcv|snd)|sem(ctl|get|op|timedop)|shm(at|ctl|dt|get))/],
  ['message queues', /^mq_/],
  ['extended attributes', /xattr/],
  ['watching files', /^(inotify|fanotify)/],
  ['security modules', /^(landlock|lsm)_/],
  ['clocks of the machine', /^(adjtimex|clock_adjtime|clock_settime|settimeofday)/],
  ['protection keys and locked memory', /^(pkey_|mlock|munlock|memfd_|mseal|map_shadow|remap_file)/],
  ['special files', /^mknod/],
  ['mounts, looked at', /^(statmount|listmount|name_to_handle)/],
  ['owners of files', /^[fl]?chown/],
  ['modes of files', /^(f?chmod|umask|utime|futimes)/],
  ['scheduling', /^(sched_|[gs]etpriority|ioprio_|getcpu)/],
  ['becoming another user', /^set(res?|fs)?[ug]id|^setgroups/],
  ['sessions and groups of processes', /^([gs]etpgid|getpgrp|[gs]etsid)/],
  ['timers', /^(timer|alarm|[gs]etitimer)/],
  ['links and names', /^(f?link|symlink|rename|unlink|mkdir|rmdir|creat)/],
  [
    'contents of files',
    /^(fallocate|f?truncate|ftruncate|copy_file|splice|tee|vmsplice|sendfile|sync|f(data)?sync|readahead|fadvise|flock)/,
  ],
  ['sockets', /^(socket|bind|listen|accept|connect|get(sock|peer)|[gs]etsockopt|send|recv|shutdown)/],
  ['processes', /^(v?fork|clone|execveat|wait|kill|tkill|pidfd_)/],
  ['signals', /^(rt_|sig|signalfd|pause)/],
  ['memory', /^(m(advise|remap|incore|sync|embarrier)|brk|process_m)/],
  ['times', /^(clock_|gettimeofday|time$|times$|getrusage)/],
  ['waiting', /^(poll|ppoll|p?select|_newselect|epoll|eventfd|futex|restart)/],
  ['facts of files', /stat|readlink|access|getdents|getcwd|chdir/],
  [
    'reading and writing',
    /^(p?readv|p?writev|pread|pwrite|preadv|pwritev|_?llseek|lseek|ioctl|dup|pipe|open|fcntl|chroot)/,
  ],
];

/** The name of a call's family. */
export function familyOf(call: string): string {
  return families.find(([, matches]) => matches.test(call))?.[0] ?? 'other calls';
}

export const familyNames: readonly string[] = [...families.map(([name]) => name), 'other calls'];
