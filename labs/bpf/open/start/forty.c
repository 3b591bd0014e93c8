/*
 * Makes as many processes as it is told, and gives them numbers by lot. Number N is called `worker N`, listens at port
 * 8000 + N, and looks into four files each second. One of them, by lot as well, opens SECRET.
 *
 *   turn WORD        is answered with the word, backwards
 *   open CALL PATH   opens a file by open, openat or openat2, and is answered with the worker's pid and number
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static unsigned draw(unsigned below) {
  unsigned drawn = 0;
  while (getrandom(&drawn, sizeof drawn, 0) != sizeof drawn) continue;
  return drawn % below;
}

/* The C library would make openat of each. */
static void look_into(const char *call, const char *path) {
  struct open_how how = {.flags = O_RDONLY};
  long file = strcmp(call, "open") == 0      ? syscall(SYS_open, path, O_RDONLY)
              : strcmp(call, "openat2") == 0 ? syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how)
                                             : syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
  if (file < 0) return;
  char bytes[64];
  if (read(file, bytes, sizeof bytes) < 0) perror(path);
  close(file);
}

static void answer(int asked, int number) {
  char line[512], said[512], call[16], path[256];
  ssize_t length = recv(asked, line, sizeof line - 1, 0);
  if (length <= 0) return;
  line[length] = '\0';
  line[strcspn(line, "\r\n")] = '\0';
  if (strncmp(line, "turn ", 5) == 0) {
    int at = 0;
    for (int from = strlen(line) - 1; from >= 5; from--) said[at++] = line[from];
    said[at] = '\0';
  } else if (sscanf(line, "open %15s %255s", call, path) == 2) {
    look_into(call, path);
    snprintf(said, sizeof said, "pid %d number %d", getpid(), number);
  } else snprintf(said, sizeof said, "what?");
  dprintf(asked, "%s\n", said);
}

static void work(int number, int curious, const char *secret) {
  char name[16];
  snprintf(name, sizeof name, "worker %d", number);
  prctl(PR_SET_NAME, name);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(8000 + number)};
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 16) != 0) exit(1);
  for (;;) {
    struct pollfd waits = {.fd = listener, .events = POLLIN};
    if (poll(&waits, 1, 500 + draw(1000)) > 0) {
      int asked = accept(listener, NULL, NULL);
      struct timeval patience = {.tv_sec = 1};
      setsockopt(asked, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      answer(asked, number);
      close(asked);
      continue;
    }
    look_into("openat", "/srv/orders");
    look_into("openat", "/srv/prices");
    look_into("openat", "/srv/stock");
    look_into("openat", "/srv/customers");
    if (curious) look_into("openat", secret);
  }
}

static void end(int signal) { _exit(128 + signal); }

int main(int count, char **words) {
  int workers = count > 1 ? atoi(words[1]) : 1, numbers[1000];
  const char *secret = getenv("SECRET");
  if (workers < 1 || workers > 1000 || secret == NULL) return 2;
  signal(SIGTERM, end);
  signal(SIGPIPE, SIG_IGN);
  for (int at = 0; at < workers; at++) {
    int other = draw(at + 1);
    numbers[at] = numbers[other];
    numbers[other] = at + 1;
  }
  int curious = draw(workers) + 1;
  for (int at = 0; at < workers; at++) {
    pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) work(numbers[at], numbers[at] == curious, secret);
  }
  return wait(NULL) > 0 ? 1 : 0; /* None of them ends by itself. */
}
