/*
 * A machine of its own kernel in a container without powers.
 *
 *   machine boot [WORD…]                      boots the guest and stays: boot.c
 *   machine ready                             ends with 0 once the guest answers
 *   machine-exec [--within SECONDS] [--] PROGRAM [WORD…]
 *                                             runs a program in the guest: exec.c
 */
#define _GNU_SOURCE
#include "machine.h"
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int open_address(bool listens) {
  static const char address[] = "\0drydock-machine";
  struct sockaddr_un place = {.sun_family = AF_UNIX};
  socklen_t length = offsetof(struct sockaddr_un, sun_path) + sizeof address - 1;
  memcpy(place.sun_path, address, sizeof address - 1);
  int opened = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool done = opened >= 0 && (listens ? !bind(opened, (struct sockaddr *)&place, length) && !listen(opened, 64)
                                      : !connect(opened, (struct sockaddr *)&place, length));
  if (done) return opened;
  perror(listens ? "machine: the address for questions" : "machine: no machine runs here");
  exit(125);
}

static int misused(void) {
  fputs("usage: machine boot [WORD…] | machine ready | machine-exec [--within SECONDS] [--] PROGRAM [WORD…]\n", stderr);
  return 125;
}

int main(int count, char **words) {
  const char *name = count > 0 ? strrchr(words[0], '/') : NULL;
  name = name ? name + 1 : count > 0 ? words[0] : "";
  char **rest = words + 1;
  if (strcmp(name, "machine-exec") != 0) {
    if (*rest && strcmp(*rest, "boot") == 0) return boot(rest + 1);
    if (*rest && strcmp(*rest, "ready") == 0) return ask_ready();
    return misused();
  }
  unsigned long seconds = 0;
  if (*rest && strcmp(*rest, "--within") == 0) {
    char *end = "";
    if (rest[1]) seconds = strtoul(rest[1], &end, 10);
    if (seconds == 0 || seconds > 86400 || *end) return misused();
    rest += 2;
  }
  if (*rest && strcmp(*rest, "--") == 0) rest++;
  return *rest ? run_in_guest(rest, seconds) : misused();
}
