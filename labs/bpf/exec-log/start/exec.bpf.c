/*
 * A log of programs that are executed under a container's filter. Programs that run without one are left out: those
 * of the host, of the container's runtime, and of privileged containers.
 *
 * The types have those fields of the kernel's that are read here (CO-RE). Of a program that is executed the kernel
 * tells a raw tracepoint three things, include/trace/events/sched.h:
 *   args[0]  the task, struct task_struct *
 *   args[1]  its thread id until then
 *   args[2]  the program, struct linux_binprm *
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
  int tgid;
  struct task_struct *real_parent;
  struct seccomp seccomp;
  struct css_set *cgroups;
} fields_of_the_kernel;
struct linux_binprm {
  const char *filename; /* As it was given to execve(2). */
} fields_of_the_kernel;

struct entry {
  __u32 parent;
  char comm[16];
  char container[80]; /* The cgroup's name, which has the container's id in it. */
};
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 16384);
  __type(key, __u32);
  __type(value, struct entry);
} programs SEC(".maps");
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} lost SEC(".maps");

SEC("raw_tp/sched_process_exec")
int executed(struct bpf_raw_tracepoint_args *told) {
  struct task_struct *task = (void *)told->args[0];
  if (BPF_CORE_READ(task, seccomp.mode) != SECCOMP_MODE_FILTER) return 0;
  int pids = bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id);
  struct entry entry = {.parent = BPF_CORE_READ(task, real_parent, tgid)};
  bpf_probe_read_kernel_str(entry.container, sizeof entry.container, BPF_CORE_READ(task, cgroups, subsys[pids], cgroup, kn, name));
  bpf_get_current_comm(entry.comm, sizeof entry.comm);
  __u32 pid = BPF_CORE_READ(task, tgid), first = 0;
  if (bpf_map_update_elem(&programs, &pid, &entry, BPF_ANY) == 0) return 0;
  __u64 *times = bpf_map_lookup_elem(&lost, &first);
  if (times) __sync_fetch_and_add(times, 1);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
