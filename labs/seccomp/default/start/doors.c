// Asks the kernel for eight things, each in a process of its own, and prints what it answered: `doors`. `doors serve`
// answers each GET /TEXT on port 8080 with NAME and TEXT in capitals.
// Run it in a container alone: where nobody refuses, it mounts something and changes the host name.
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <linux/io_uring.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

// Each returns -1 with errno set where it was refused: intro(2).

// A user namespace of one's own.
static long ask_unshare(void) {
  return unshare(CLONE_NEWUSER);
}

// A key in the keyring of this process, -2.
static long ask_add_key(void) {
  return syscall(SYS_add_key, "user", "door", "open", 4, -2);
}

// Addresses that are the same at each start, as setarch --addr-no-randomize has them.
static long ask_personality(void) {
  return personality(ADDR_NO_RANDOMIZE);
}

// A ring with room for one request.
static long ask_io_uring(void) {
  struct io_uring_params params = {0};
  return syscall(SYS_io_uring_setup, 1, &params);
}

// Whether two processes have the same memory; here they are one. 1 is KCMP_VM.
static long ask_kcmp(void) {
  return syscall(SYS_kcmp, getpid(), getpid(), 1, 0, 0);
}

static long ask_mount(void) {
  return mount("none", "/mnt", "tmpfs", 0, NULL);
}

static long ask_sethostname(void) {
  return sethostname("door", 4);
}

// The largest packet of the loopback interface, as it is.
static long ask_ioctl(void) {
  struct ifreq lo = {.ifr_name = "lo"};
  int socket_of_lo = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  return ioctl(socket_of_lo, SIOCGIFMTU, &lo) ? -1 : ioctl(socket_of_lo, SIOCSIFMTU, &lo);
}

static const struct door {
  const char *name;
  long (*ask)(void);
} doors[] = {
    {"unshare", ask_unshare},   {"add_key", ask_add_key}, {"personality", ask_personality},
    {"io_uring", ask_io_uring}, {"kcmp", ask_kcmp},       {"mount", ask_mount},
    {"hostname", ask_sethostname}, {"mtu", ask_ioctl},
};

static void ask_all(int out) {
  for (size_t i = 0; i < sizeof doors / sizeof doors[0]; i++) {
    pid_t child = fork();
    if (child == 0) {
      long rc = doors[i].ask();
      dprintf(out, "%-12s %s\n", doors[i].name, rc < 0 ? strerror(errno) : "done");
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
}

static void answer(int client) {
  char request[4096], path[1024];
  size_t length = 0;
  struct timeval patience = {.tv_sec = 2};
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  while (length < sizeof request - 1) {
    ssize_t got = recv(client, request + length, sizeof request - 1 - length, 0);
    if (got <= 0) return;
    length += got;
    request[length] = '\0';
    if (strstr(request, "\r\n\r\n")) break;
  }
  if (sscanf(request, "GET /%1023[^ \r\n]", path) != 1) strcpy(path, "");
  for (char *each = path; *each; each++) *each = toupper((unsigned char)*each);
  const char *name = getenv("NAME");
  dprintf(client, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n%s %s\n", name ? name : "", path);
}

static void stop(int unused) {
  (void)unused;
  _exit(0);
}

static int serve(void) {
  signal(SIGTERM, stop);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) {
    perror("port 8080");
    return 1;
  }
  for (;;) {
    int client = accept(listener, NULL, NULL);
    if (client < 0) continue;
    answer(client);
    close(client);
  }
}

int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "serve")) return serve();
  ask_all(1);
  return 0;
}
