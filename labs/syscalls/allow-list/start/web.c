// Answers GET /TEXT with TEXT in capitals, each request in a process of its own. A path that is no word is answered
// with 404 and noted in /log/errors. At SIGTERM it lets requests end, removes its pid file and exits with 0.
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static const char pid_file[] = "/run/web.pid";
static volatile sig_atomic_t stopped;

static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

// Processes share the file: one writes at a time, and what was noted is on disk before anybody is answered.
static void note(const char *path) {
  int log = open("/log/errors", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0 || flock(log, LOCK_EX)) fail("/log/errors");
  dprintf(log, "no such word: %s\n", path);
  if (fdatasync(log) || close(log)) fail("/log/errors");
}

static void serve(int client) {
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
  if (sscanf(request, "GET /%1023[^ \r\n]", path) != 1) strcpy(path, "/");
  if (strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != strlen(path)) {
    note(path);
    dprintf(client, "HTTP/1.0 404 Not Found\r\nContent-Type: text/plain\r\n\r\nno such word\n");
    return;
  }
  for (char *each = path; *each; each++) *each = toupper((unsigned char)*each);
  dprintf(client, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n%s %s\n", getenv("NAME"), path);
}

int main(void) {
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, &before);
  sigaction(SIGTERM, &(struct sigaction){.sa_handler = stop}, NULL);
  signal(SIGCHLD, SIG_IGN);

  int pid = open(pid_file, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (pid < 0) fail(pid_file);
  dprintf(pid, "%d\n", getpid());
  close(pid);

  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) fail("port 8080");

  while (!stopped) {
    struct pollfd waiting = {.fd = listener, .events = POLLIN};
    // SIGTERM comes in here alone.
    if (ppoll(&waiting, 1, NULL, &before) < 0) {
      if (errno != EINTR) fail("ppoll");
      continue;
    }
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0) continue;
    pid_t child = fork();
    if (child == 0) {
      serve(client);
      _exit(0);
    }
    if (child < 0) perror("fork");
    close(client);
  }
  close(listener);
  // As SIGCHLD is ignored, this waits for all of them: wait(2).
  wait(NULL);
  unlink(pid_file);
  return 0;
}
