// A stand-in for an intruder. It waits under the name of a program, and then becomes that program.
#include <sys/auxv.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **words) {
  (void)count;
  unlink((const char *)getauxval(AT_EXECFN));
  nanosleep(&(struct timespec){.tv_nsec = 400000000}, NULL);
  execv("/usr/bin/sha256sum", words);
  return 127;
}
