/* Counts system calls as they enter the kernel. */
#include "kernel.h"

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 16384);
  __type(key, struct call);
  __type(value, __u64);
} counts SEC(".maps");

/* Calls for which counts had no room. */
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} lost SEC(".maps");

SEC("raw_tp/sys_enter")
int count(struct bpf_raw_tracepoint_args *entered) {
  struct task_struct *task = (void *)bpf_get_current_task();
  struct call call = {.group = "machine", .call = entered->args[1]};
  __u32 first = 0;
  __u64 none = 0, *times;

  times = bpf_map_lookup_elem(&counts, &call);
  if (!times) {
    bpf_map_update_elem(&counts, &call, &none, BPF_NOEXIST);
    times = bpf_map_lookup_elem(&counts, &call);
  }
  if (!times) times = bpf_map_lookup_elem(&lost, &first);
  if (!times) return 0;
  __sync_fetch_and_add(times, 1);
  return 0;
}
