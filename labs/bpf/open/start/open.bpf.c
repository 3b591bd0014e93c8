/*
 * Notes who opens which file: the container, the process's pid in it, and what the call has in the register of the path.
 * The structures are those fields of the kernel's that are read here, and the loader finds out where they lie (CO-RE).
 */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <asm/unistd_64.h>

#define fields_of_the_kernel __attribute__((preserve_access_index))

struct pt_regs {
  unsigned long di, si; /* x86-64 passes the first argument of a call in di, the second in si */
} fields_of_the_kernel;
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
struct upid {
  int nr;
} fields_of_the_kernel;
struct pid {
  unsigned int level;
  struct upid numbers[1];
} fields_of_the_kernel;
struct task_struct {
  struct task_struct *group_leader;
  struct pid *thread_pid;
  struct css_set *cgroups;
} fields_of_the_kernel;

struct by {
  char group[80]; /* The cgroup's name, which has the container's id in it. */
  __u64 pid;
  __u64 path;
};
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 128);
  __type(key, struct by);
  __type(value, __u64);
} opened SEC(".maps");
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} lost SEC(".maps");

/* The pid in the innermost pid namespace: the one that ps(1) shows in the container. */
static __u64 pid_inside(struct task_struct *task) {
  struct pid *pid = BPF_CORE_READ(task, group_leader, thread_pid);
  struct upid *own = (void *)pid + bpf_core_field_offset(struct pid, numbers) +
                     BPF_CORE_READ(pid, level) * bpf_core_type_size(struct upid);
  return BPF_CORE_READ(own, nr);
}

/* Where the path lies in the memory of the process that calls; NULL where the call opens nothing. */
static const char *path_of(const struct pt_regs *registers, __u64 call) {
  switch (call) {
    case __NR_open: return (void *)BPF_CORE_READ(registers, di);
    case __NR_openat: return (void *)BPF_CORE_READ(registers, si);
    case __NR_openat2: return (void *)BPF_CORE_READ(registers, si);
    default: return NULL;
  }
}

SEC("raw_tp/sys_enter")
int enter(struct bpf_raw_tracepoint_args *entered) {
  const char *path = path_of((void *)entered->args[0], entered->args[1]);
  if (!path) return 0;
  struct task_struct *task = (void *)bpf_get_current_task();
  struct by by = {.pid = pid_inside(task)};
  by.path = (__u64)path;
  int pids = bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id);
  bpf_probe_read_kernel_str(by.group, sizeof by.group, BPF_CORE_READ(task, cgroups, subsys[pids], cgroup, kn, name));
  __u64 none = 0, *times = bpf_map_lookup_elem(&opened, &by);
  if (!times) {
    bpf_map_update_elem(&opened, &by, &none, BPF_NOEXIST);
    times = bpf_map_lookup_elem(&opened, &by);
  }
  __u32 first = 0;
  if (!times) times = bpf_map_lookup_elem(&lost, &first);
  if (times) __sync_fetch_and_add(times, 1);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
