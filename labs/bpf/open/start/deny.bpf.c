/*
 * A security module of one rule: one file is opened by nobody. file_open of lsm_hooks.h is asked at each open(2), when
 * the kernel has found the file and before the program has it.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define EPERM 1
#define fields_of_the_kernel __attribute__((preserve_access_index))

struct super_block {
  unsigned int s_dev;
} fields_of_the_kernel;
struct inode {
  struct super_block *i_sb;
  unsigned long i_ino;
} fields_of_the_kernel;
struct path {
  void *mnt, *dentry;
} fields_of_the_kernel;
struct file {
  struct inode *f_inode;
  struct path f_path;
} fields_of_the_kernel;

/* What a file is to the kernel, whatever it is called. `load` puts the secret's here. */
struct identity {
  __u64 device, number;
};
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 8);
  __type(key, struct identity);
  __type(value, __u64);
} secrets SEC(".maps");

SEC("lsm/file_open")
int BPF_PROG(deny, struct file *file, int verdict) {
  char path[64] = {};
  bpf_d_path(&file->f_path, path, sizeof path);
  if (bpf_strncmp(path, sizeof path, "/run/secret") == 0) return -EPERM;
  return verdict;
}

char LICENSE[] SEC("license") = "GPL";
