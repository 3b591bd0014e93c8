/** What each system call does, in one line and in our own words. The man page that is linked beside it says it all. */
const lines = `
_sysctl: reads and writes kernel parameters; removed in Linux 5.5, /proc/sys took its place
accept: takes a waiting connection off a listening socket
accept4: accept, with flags for the new descriptor
access: asks whether the real user may use a file
acct: has the kernel write a record of each process that ends
add_key: puts a key into a keyring of the kernel
adjtimex: reads and tunes the kernel’s clock
afs_syscall: a number that was kept for AFS and never used
alarm: asks for SIGALRM after some seconds
arch_prctl: sets registers of x86_64 such as FS, for thread-local storage
bind: gives a socket a local address
bpf: loads BPF programs and maps, and attaches them
brk: moves the end of the heap
cachestat: counts the pages of a file in the page cache
capget: reads the capabilities of a thread
capset: sets the capabilities of the calling thread
chdir: changes the working directory
chmod: changes the mode of a file
chown: changes owner and group of a file
chroot: makes a directory the root of the paths of a process
clock_adjtime: adjtimex for a clock that is named
clock_getres: tells how fine a clock counts
clock_gettime: reads a clock; the vDSO mostly answers without the kernel
clock_nanosleep: sleeps by a clock that is named
clock_settime: sets a clock
clone: makes a process or thread; flags say what is shared and which namespaces are new
clone3: clone with its arguments in a structure, which a seccomp filter cannot look into
close: closes a descriptor
close_range: closes all descriptors of a range, or makes them close at execve
connect: connects a socket to an address
copy_file_range: copies a range between two files inside the kernel
creat: opens a file anew for writing; open with three flags
create_module: began the loading of a module until Linux 2.6
delete_module: unloads a kernel module
dup: makes a second descriptor for what one refers to
dup2: dup to a number that the caller picks
dup3: dup2 with a flag to close at execve
epoll_create: makes an epoll instance, to wait for many descriptors
epoll_create1: epoll_create with flags
epoll_ctl: adds, changes or removes what an epoll instance watches
epoll_ctl_old: a number of an early epoll, never in use
epoll_pwait: epoll_wait with a signal mask for its time
epoll_pwait2: epoll_pwait with a timeout in nanoseconds
epoll_wait: waits for what an epoll instance watches
epoll_wait_old: a number of an early epoll, never in use
eventfd: makes a descriptor that holds a counter, to wake others
eventfd2: eventfd with flags
execve: replaces the program of the process
execveat: execve of a file that a directory’s descriptor or its own names
exit: ends the calling thread
exit_group: ends all threads of the process
faccessat: access below a directory’s descriptor
faccessat2: faccessat with flags, such as for the effective user
fadvise64: tells the kernel how a file will be read
fallocate: reserves room for a file, or punches holes in it
fanotify_init: makes a group that watches, and may decide on, file accesses
fanotify_mark: says what a fanotify group watches
fchdir: changes the working directory to an open one
fchmod: chmod of an open file
fchmodat: chmod below a directory’s descriptor
fchmodat2: fchmodat with flags
fchown: chown of an open file
fchownat: chown below a directory’s descriptor
fcntl: changes flags of a descriptor, duplicates it, locks a file
fdatasync: writes a file’s data to the disk, and only the metadata that reading needs
fgetxattr: reads an extended attribute of an open file
finit_module: loads a kernel module from a file
flistxattr: lists the extended attributes of an open file
flock: locks a whole file, for whoever asks for locks too
fork: makes a copy of the process
fremovexattr: removes an extended attribute of an open file
fsconfig: sets options of a file system that is to be mounted
fsetxattr: sets an extended attribute of an open file
fsmount: makes a mount of a configured file system, not yet attached
fsopen: opens a kind of file system to be configured and mounted
fspick: opens a mounted file system to be configured anew
fstat: tells size, owner, mode and times of an open file
fstatfs: tells kind and free space of an open file’s file system
fsync: writes a file’s data and metadata to the disk
ftruncate: cuts or extends an open file
futex: waits on and wakes by a word in memory; locks of threads rest on it
futex_requeue: moves waiters of one futex to another
futex_wait: waits on a futex, in the newer form
futex_waitv: waits on several futexes at once
futex_wake: wakes waiters of a futex, in the newer form
futimesat: sets a file’s times below a directory’s descriptor
get_kernel_syms: listed symbols of the kernel until Linux 2.6
get_mempolicy: tells on which NUMA nodes memory is placed
get_robust_list: reads where a thread keeps its list of robust futexes
get_thread_area: reads an entry of thread-local storage of 32-bit x86
getcpu: tells processor and NUMA node of the caller
getcwd: tells the working directory
getdents: reads entries of a directory, in an old form
getdents64: reads entries of a directory
getegid: tells the effective group
geteuid: tells the effective user
getgid: tells the real group
getgroups: tells the supplementary groups
getitimer: reads an interval timer
getpeername: tells the address of a socket’s other end
getpgid: tells the process group of a process
getpgrp: tells the process group of the caller
getpid: tells the process id, in the caller’s pid namespace
getpmsg: a number that was kept for STREAMS and never used
getppid: tells the parent’s process id
getpriority: reads the nice value
getrandom: gives random bytes from the kernel
getresgid: tells real, effective and saved group
getresuid: tells real, effective and saved user
getrlimit: reads a resource limit
getrusage: tells the time and memory that was used
getsid: tells the session of a process
getsockname: tells the local address of a socket
getsockopt: reads an option of a socket
gettid: tells the id of the calling thread
gettimeofday: reads the time of day; the vDSO mostly answers without the kernel
getuid: tells the real user
getxattr: reads an extended attribute of a file
init_module: loads a kernel module from memory
inotify_add_watch: watches a file or directory for changes
inotify_init: makes an inotify instance
inotify_init1: inotify_init with flags
inotify_rm_watch: stops watching one
io_cancel: cancels an asynchronous operation of io_submit
io_destroy: ends a context of asynchronous operations
io_getevents: reads which asynchronous operations are done
io_pgetevents: io_getevents with a signal mask for its time
io_setup: makes a context of asynchronous operations
io_submit: hands in asynchronous operations on files
io_uring_enter: hands in what stands in an io_uring, and waits for results
io_uring_register: registers files and buffers with an io_uring
io_uring_setup: makes an io_uring, by which operations are made that a filter does not see
ioctl: speaks to a device or a kernel object in its own commands
ioperm: opens I/O ports of x86 to the program
iopl: opens all I/O ports of x86 to the program
ioprio_get: reads the priority of disk accesses
ioprio_set: sets the priority of disk accesses
kcmp: tells whether two processes share a kernel object
kexec_file_load: loads another kernel to boot into, from a file
kexec_load: loads another kernel to boot into
keyctl: manages keys and keyrings of the kernel
kill: sends a signal to a process or group
landlock_add_rule: adds a rule to a Landlock ruleset
landlock_create_ruleset: makes a Landlock ruleset, by which a process restricts itself
landlock_restrict_self: puts the calling thread under a Landlock ruleset
lchown: chown of a symbolic link itself
lgetxattr: getxattr of a symbolic link itself
link: makes another name for a file
linkat: link below directories’ descriptors
listen: has a socket wait for connections
listmount: lists the mounts below one
listxattr: lists the extended attributes of a file
llistxattr: listxattr of a symbolic link itself
lookup_dcookie: told a path by a profiler’s cookie; removed in Linux 6.7
lremovexattr: removexattr of a symbolic link itself
lseek: moves the place at which a file is read and written
lsetxattr: setxattr of a symbolic link itself
lsm_get_self_attr: reads what security modules keep of the caller
lsm_list_modules: lists the security modules of the kernel
lsm_set_self_attr: sets what a security module keeps of the caller
lstat: stat of a symbolic link itself
madvise: tells the kernel how memory will be used, or that it is free
map_shadow_stack: makes a shadow stack, which guards return addresses
mbind: sets on which NUMA nodes a range of memory is placed
membarrier: orders memory accesses of other threads
memfd_create: makes a file that lives in memory alone
memfd_secret: makes memory that the kernel itself does not map
migrate_pages: moves all pages of a process to other NUMA nodes
mincore: tells which pages are in memory
mkdir: makes a directory
mkdirat: mkdir below a directory’s descriptor
mknod: makes a file, device node or FIFO
mknodat: mknod below a directory’s descriptor
mlock: keeps a range of memory from being swapped out
mlock2: mlock with a flag to lock pages as they come
mlockall: keeps all memory of a process from being swapped out
mmap: maps a file or fresh memory into the address space
modify_ldt: changes segments of x86 for the process
mount: mounts a file system, or changes a mount
mount_setattr: changes properties of a mount, or of a tree of them
move_mount: attaches a mount somewhere
move_pages: moves single pages to other NUMA nodes
mprotect: changes whether memory may be read, written, executed
mq_getsetattr: reads and sets attributes of a message queue
mq_notify: asks to be told of a message in a queue
mq_open: opens or makes a POSIX message queue
mq_timedreceive: takes a message off a queue
mq_timedsend: puts a message into a queue
mq_unlink: removes a message queue
mremap: grows, shrinks or moves a mapping
mseal: forbids changes to a range of mappings from then on
msgctl: controls a System V message queue
msgget: finds or makes a System V message queue
msgrcv: takes a message off a System V queue
msgsnd: puts a message into a System V queue
msync: writes a mapped file’s changes to the disk
munlock: lets a range of memory be swapped out again
munlockall: lets all memory be swapped out again
munmap: takes a mapping away
name_to_handle_at: gives a handle for a file, by which open_by_handle_at opens it
nanosleep: sleeps
newfstatat: stat below a directory’s descriptor
nfsservctl: spoke to the NFS server of the kernel; removed in Linux 3.1
open: opens a file
open_by_handle_at: opens a file by a handle, past the directories above it
open_tree: opens a mount, or a copy of a tree of mounts
openat: opens a file below a directory’s descriptor
openat2: openat with rules for how the path is walked, in a structure
pause: waits for a signal
perf_event_open: counts and samples what processors and kernel do
personality: has the kernel behave as other systems do, or without randomised addresses
pidfd_getfd: takes a copy of another process’s descriptor
pidfd_open: opens a process as a descriptor
pidfd_send_signal: sends a signal to the process of a descriptor
pipe: makes a pipe
pipe2: pipe with flags
pivot_root: exchanges the root mount of the namespace
pkey_alloc: takes a memory protection key
pkey_free: gives a memory protection key back
pkey_mprotect: mprotect with a protection key
poll: waits for some of several descriptors
ppoll: poll with a signal mask for its time
prctl: sets properties of a process, such as no_new_privs, its name, its bounding set
pread64: reads at a place of a file
preadv: pread64 into several buffers
preadv2: preadv with flags
prlimit64: reads and sets resource limits, also another process’s
process_madvise: madvise for another process
process_mrelease: frees memory of a process that is being killed
process_vm_readv: reads memory of another process
process_vm_writev: writes memory of another process
pselect6: select with a signal mask for its time
ptrace: watches and controls another process, its memory and registers
putpmsg: a number that was kept for STREAMS and never used
pwrite64: writes at a place of a file
pwritev: pwrite64 from several buffers
pwritev2: pwritev with flags
query_module: asked about modules until Linux 2.6
quotactl: reads and sets disk quotas
quotactl_fd: quotactl for the file system of a descriptor
read: reads from a descriptor
readahead: reads a part of a file into the page cache
readlink: tells where a symbolic link leads
readlinkat: readlink below a directory’s descriptor
readv: reads into several buffers
reboot: restarts or stops the machine; in a pid namespace, ends its first process
recvfrom: receives from a socket, and tells the sender
recvmmsg: receives several messages at once
recvmsg: receives from a socket, with control data such as descriptors
remap_file_pages: rearranges a file’s mapping; emulated since Linux 4.0
removexattr: removes an extended attribute
rename: renames a file
renameat: rename below directories’ descriptors
renameat2: renameat with flags, such as to exchange
request_key: asks for a key, and may start a program that makes it
restart_syscall: goes on with a call that a stop interrupted
rmdir: removes an empty directory
rseq: registers a sequence of instructions that restarts when interrupted
rt_sigaction: says what is done at a signal
rt_sigpending: tells which signals wait
rt_sigprocmask: blocks signals and lets them through again
rt_sigqueueinfo: sends a signal with data
rt_sigreturn: returns from a signal handler
rt_sigsuspend: waits for a signal with another mask
rt_sigtimedwait: waits for a signal, for a while
rt_tgsigqueueinfo: sends a signal with data to a thread
sched_get_priority_max: tells the highest priority of a scheduling policy
sched_get_priority_min: tells the lowest priority of a scheduling policy
sched_getaffinity: tells on which processors a thread may run
sched_getattr: reads policy and attributes of scheduling
sched_getparam: reads the scheduling priority
sched_getscheduler: reads the scheduling policy
sched_rr_get_interval: tells the time slice of a thread
sched_setaffinity: sets on which processors a thread may run
sched_setattr: sets policy and attributes of scheduling
sched_setparam: sets the scheduling priority
sched_setscheduler: sets the scheduling policy
sched_yield: lets other threads run
seccomp: puts a filter of system calls on the caller, for good
security: a number that was kept for security modules and never used
select: waits for some of several descriptors
semctl: controls a set of System V semaphores
semget: finds or makes a set of System V semaphores
semop: changes System V semaphores
semtimedop: semop, for a while
sendfile: copies from a file to a descriptor inside the kernel
sendmmsg: sends several messages at once
sendmsg: sends on a socket, with control data such as descriptors
sendto: sends on a socket, to an address
set_mempolicy: sets on which NUMA nodes a thread’s memory is placed
set_mempolicy_home_node: sets the home node of a range of memory
set_robust_list: says where a thread keeps its list of robust futexes
set_thread_area: sets an entry of thread-local storage of 32-bit x86
set_tid_address: says which word is cleared when the thread ends
setdomainname: sets the NIS domain name of the UTS namespace
setfsgid: sets the group that file accesses are judged by
setfsuid: sets the user that file accesses are judged by
setgid: sets the group
setgroups: sets the supplementary groups
sethostname: sets the host name of the UTS namespace
setitimer: sets an interval timer
setns: enters a namespace that a descriptor names
setpgid: sets the process group of a process
setpriority: sets the nice value
setregid: sets real and effective group
setresgid: sets real, effective and saved group
setresuid: sets real, effective and saved user
setreuid: sets real and effective user
setrlimit: sets a resource limit
setsid: begins a session, without a terminal
setsockopt: sets an option of a socket
settimeofday: sets the time of day
setuid: sets the user
setxattr: sets an extended attribute of a file
shmat: attaches System V shared memory
shmctl: controls System V shared memory
shmdt: detaches System V shared memory
shmget: finds or makes System V shared memory
shutdown: ends one or both directions of a connection
sigaltstack: gives signal handlers a stack of their own
signalfd: makes a descriptor from which signals are read
signalfd4: signalfd with flags
socket: makes a socket of a family, such as AF_INET
socketpair: makes two sockets that are connected
splice: moves data between a pipe and a descriptor without copying
stat: tells size, owner, mode and times of a file
statfs: tells kind and free space of a file system
statmount: tells about one mount
statx: stat with fields to choose from
swapoff: stops swapping to a device or file
swapon: begins swapping to a device or file
symlink: makes a symbolic link
symlinkat: symlink below a directory’s descriptor
sync: writes all that is cached to the disks
sync_file_range: writes a range of a file to the disk
syncfs: writes all that is cached of one file system
sysfs: told about kinds of file systems; obsolete
sysinfo: tells uptime, load and memory of the machine
syslog: reads the kernel’s log, and sets what goes to the console
tee: copies data from one pipe to another, and leaves it there
tgkill: sends a signal to a thread of a process
time: tells the seconds since 1970
timer_create: makes a timer of a process
timer_delete: ends a timer
timer_getoverrun: tells how often a timer ran out unheard
timer_gettime: tells when a timer runs out
timer_settime: starts or stops a timer
timerfd_create: makes a timer that is read from a descriptor
timerfd_gettime: tells when such a timer runs out
timerfd_settime: starts or stops such a timer
times: tells the processor time that was used
tkill: sends a signal to a thread by its id alone
truncate: cuts or extends a file
tuxcall: a number that was kept for a web server in the kernel and never used
umask: sets which bits new files do not get
umount2: takes a mount away
uname: tells name and release of the kernel, and the host name
unlink: removes a name of a file
unlinkat: unlink or rmdir below a directory’s descriptor
unshare: leaves namespaces and other shared things, for new ones
uretprobe: is called by the kernel’s own probe at a function’s return
uselib: loaded a shared library in an old format; obsolete
userfaultfd: has page faults handled by a program
ustat: told about a mounted file system; obsolete
utime: sets a file’s times, in seconds
utimensat: sets a file’s times, in nanoseconds
utimes: sets a file’s times, in microseconds
vfork: makes a child that borrows the memory until it executes a program
vhangup: hangs up the terminal of the session
vmsplice: moves memory into a pipe
vserver: a number that was kept for Linux-VServer and never used
wait4: waits for a child, and tells what it used
waitid: waits for a child, by process, group or descriptor
write: writes to a descriptor
writev: writes from several buffers
`;

export const callWords: ReadonlyMap<string, string> = new Map(
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)];
    }),
);
