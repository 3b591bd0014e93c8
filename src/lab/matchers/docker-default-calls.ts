import type { CallAnswers } from '../observation/filters.ts';

/**
 * Calls that the default profile of Docker Engine 25 to 28 refuses to a container without added capabilities, or allows
 * with some arguments only: profiles/seccomp/default.json of moby/moby. Calls on which these versions differ are left
 * out.
 */
const refused = `
  syslog uselib ustat sysfs vhangup pivot_root _sysctl acct settimeofday mount umount2 swapon swapoff reboot
  sethostname setdomainname iopl ioperm create_module init_module delete_module get_kernel_syms query_module quotactl
  nfsservctl getpmsg putpmsg afs_syscall tuxcall security lookup_dcookie clock_settime vserver mbind set_mempolicy
  get_mempolicy kexec_load add_key request_key keyctl migrate_pages unshare move_pages perf_event_open fanotify_init
  open_by_handle_at setns kcmp finit_module kexec_file_load bpf userfaultfd io_uring_setup io_uring_enter
  io_uring_register open_tree move_mount fsopen fsconfig fsmount fspick pidfd_getfd process_madvise mount_setattr
  quotactl_fd
`;

/**
 * Calls on which these versions differ, or that ask for a capability which a container may lack; for as many as there
 * are, no filter is more open or less than Docker's own.
 */
export const dockersDefaultVaries: readonly string[] = `
  chroot set_mempolicy_home_node cachestat fchmodat2 map_shadow_stack futex_wake futex_wait futex_requeue statmount
  listmount lsm_get_self_attr lsm_set_self_attr lsm_list_modules mseal uretprobe
`
  .trim()
  .split(/\s+/);

export const byDockersDefault: Pick<CallAnswers, 'usual' | 'unusual' | 'foreign'> = {
  usual: 'allow',
  unusual: {
    'errno 1': refused.trim().split(/\s+/),
    'errno 38': ['clone3'],
    'by-arguments': ['clone', 'personality'],
  },
  foreign: {},
};
