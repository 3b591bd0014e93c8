// Asks the kernel for one thing, which the first argument names, and prints the answer. With `serve` behind the name it
// asks for each GET /TEXT on port 8080, in a process of its own, and answers with the same, NAME, and TEXT in capitals.
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

// Each takes the number from AMOUNT and returns 0, or -1 with errno set: intro(2).

// A new file of one's own is given to the user of this number.
static int owner(int user) {
  unlink("/tmp/parcel");
  int file = open("/tmp/parcel", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  return file < 0 ? -1 : fchown(file, user, -1);
}

// A user namespace of one's own.
static int apart(int unused) {
  (void)unused;
  return unshare(CLONE_NEWUSER);
}

// A node for a character device of major number 10 is made, and opened. 229 is FUSE.
static int node(int minor) {
  unlink("/dev/asked");
  if (mknod("/dev/asked", S_IFCHR | 0600, makedev(10, minor))) return -1;
  return open("/dev/asked", O_RDWR | O_CLOEXEC) < 0 ? -1 : 0;
}

// In namespaces of one's own, with every capability there: a /proc of the new process namespace.
static int proc(int unused) {
  (void)unused;
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID)) return -1;
  pid_t child = fork();
  if (child == 0) _exit(mount("proc", "/proc", "proc", 0, NULL) ? errno : 0);
  int status;
  if (waitpid(child, &status, 0) != child) return -1;
  errno = WEXITSTATUS(status);
  return errno ? -1 : 0;
}

// In namespaces of one's own, with every capability there: /shelf is to be written. Its other flags stay.
static int shelf(int unused) {
  (void)unused;
  struct statvfs now;
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) || statvfs("/shelf", &now)) return -1;
  unsigned long kept = now.f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC);
  return mount(NULL, "/shelf", NULL, MS_REMOUNT | MS_BIND | kept, NULL);
}

// This many open files.
static int files(int many) {
  return setrlimit(RLIMIT_NOFILE, &(struct rlimit){many, many});
}

static const struct thing {
  const char *name;
  int (*ask)(int amount);
} things[] = {{"owner", owner}, {"apart", apart}, {"node", node}, {"proc", proc}, {"shelf", shelf}, {"files", files}};

static int ask(const struct thing *thing, int out, const char *behind) {
  const char *amount = getenv("AMOUNT");
  int rc = thing->ask(amount ? atoi(amount) : 0);
  const char *answer = rc ? strerror(errno) : "done";
  dprintf(out, "%s%s%s: %s%s\n", thing->name, amount ? " " : "", amount ? amount : "", answer, behind);
  return rc ? 1 : 0;
}

static void answer(const struct thing *thing, int client) {
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
  char behind[2048];
  snprintf(behind, sizeof behind, ", %.99s %s", name ? name : "", path);
  dprintf(client, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n");
  ask(thing, client, behind);
}

static void stop(int unused) {
  (void)unused;
  _exit(0);
}

static int serve(const struct thing *thing) {
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
    pid_t child = client < 0 ? -1 : fork();
    if (child == 0) {
      answer(thing, client);
      _exit(0);
    }
    if (client >= 0) close(client);
    if (child > 0) waitpid(child, NULL, 0);
  }
}

int main(int argc, char **argv) {
  for (size_t i = 0; argc > 1 && i < sizeof things / sizeof things[0]; i++)
    if (!strcmp(argv[1], things[i].name))
      return argc > 2 && !strcmp(argv[2], "serve") ? serve(&things[i]) : ask(&things[i], 1, "");
  dprintf(2, "asks owner|apart|node|proc|shelf|files [serve]\n");
  return 2;
}
