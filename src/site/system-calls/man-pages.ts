/**
 * Calls that section 2 of man-pages 6.9.1 has no page for, nor liburing, whose pages man7.org has too.
 * https://www.kernel.org/doc/man-pages/
 */
const without = new Set(
  `cachestat epoll_ctl_old epoll_wait_old fchmodat2 fsconfig fsmount fsopen fspick futex_requeue futex_wait futex_waitv
  futex_wake io_pgetevents listmount lsm_get_self_attr lsm_list_modules lsm_set_self_attr map_shadow_stack move_mount
  mseal open_tree process_mrelease quotactl_fd rseq set_mempolicy_home_node statmount uretprobe`.split(/\s+/),
);

/** Where a call is described; undefined where it has no page. */
export const manPageOf = (name: string): string | undefined =>
  without.has(name) ? undefined : `https://man7.org/linux/man-pages/man2/${name}.2.html`;
