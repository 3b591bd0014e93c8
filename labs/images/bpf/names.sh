# Prints the system calls of the architecture that is built for, as initializers of an array: each __NR_ macro of the
# kernel's headers that names a call, syscalls(2). The compiler works out the numbers.
set -eu
echo '#include <sys/syscall.h>' | clang -E -dM - |
  sed -n 's/^#define __NR_\([a-z_][a-z0-9_]*\) .*/  [__NR_\1] = "\1",/p' |
  grep -v -e __NR_syscalls -e __NR_arch_specific_syscall | sort
