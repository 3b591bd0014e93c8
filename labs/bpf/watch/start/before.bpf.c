/* Counts what a container's runtime calls in it before it has loaded the container's filter. */
#include "kernel.h"

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 16384);
  __type(key, struct call);
  __type(value, __u64);
} before SEC(".maps");

SEC("raw_tp/sys_enter")
int count_before(struct bpf_raw_tracepoint_args *entered) {
  struct task_struct *task = (void *)bpf_get_current_task();
  if (BPF_CORE_READ(task, seccomp.mode) == SECCOMP_MODE_FILTER) return 0;
  struct call call = {.call = entered->args[1]};
  bpf_probe_read_kernel_str(call.group, sizeof call.group, NAME_OF_GROUP(task));
  __u64 none = 0, *times;

  bpf_map_update_elem(&before, &call, &none, BPF_NOEXIST);
  times = bpf_map_lookup_elem(&before, &call);
  __sync_fetch_and_add(times, 1);
  return 0;
}
