/*
 * What the two programs read of the kernel: the fields alone, by their names. Where they lie in the kernel that runs,
 * the loader finds out when it loads (CO-RE).
 */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define SECCOMP_MODE_FILTER 2
#define fields_of_the_kernel __attribute__((preserve_access_index))

enum cgroup_subsys_id { pids_cgrp_id = 1 };
struct kernfs_node {
  const char *name;
} fields_of_the_kernel;
struct cgroup {
  struct kernfs_node *kn;
} fields_of_the_kernel;
struct cgroup_subsys_state {
  struct cgroup *cgroup;
} fields_of_the_kernel;
struct css_set {
  struct cgroup_subsys_state *subsys[16];
} fields_of_the_kernel;
struct seccomp {
  int mode;
} fields_of_the_kernel;
struct task_struct {
  struct seccomp seccomp;
  struct css_set *cgroups;
} fields_of_the_kernel;

/* A member of this type is shown as the name of a call. */
typedef __u64 syscall_nr;

/* One row of a table: who called, and what. */
struct call {
  char group[80];
  syscall_nr call;
};

/* The name of the cgroup that limits the task's number of processes. Docker puts the container's id into it. */
#define NAME_OF_GROUP(task) \
  BPF_CORE_READ(task, cgroups, subsys[bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id)], cgroup, kn, name)

char LICENSE[] SEC("license") = "GPL";
