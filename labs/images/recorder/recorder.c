/*
 * Tells which system calls other containers make. A container's runtime that finds `listenerPath` in a seccomp profile
 * connects to that socket and hands over a descriptor of the filter's listener, with a description of the process in
 * JSON (OCI runtime specification, config-linux.md, "Seccomp", "The seccomp listener"; seccomp_unotify(2)). The kernel
 * then asks about each call for which the filter answers SECCOMP_RET_USER_NOTIF, and the caller waits. Here each call
 * is counted, and goes on as if nobody had asked (SECCOMP_USER_NOTIF_FLAG_CONTINUE). That takes no capability.
 *
 *   recorder listen        binds /run/recorder.sock, and stays
 *   recorder calls NAME    prints what the container of that name called, `listenerMetadata` of its profile
 *   recorder ready         ends with 0 where `listen` answers
 *
 * Of one name the container counts whose first process started last: a new one begins at nothing, and what is started in
 * it later (docker exec) is added. Each call that the kernel went on with was counted before. One that a signal
 * interrupts while it is asked about may be asked about again, and is then counted twice, and never not at all.
 * `lost` counts what could not be told by name: answers that failed, calls of another architecture or without a name,
 * listeners that were not understood or too many. While it is not 0, the list is not whole.
 *
 * WHEN THIS PROGRAM GOES AWAY, its descriptors are closed, and the kernel answers ENOSYS to each call that was or would
 * be asked about. The containers do not hang; most of them break, and some programs loop where exit_group(2) fails. So
 * at SIGTERM it goes on answering, for those that end at the same time, and leaves when the last of them has ended, or
 * after two seconds. While it is stopped (SIGSTOP, docker pause) they do hang, and SIGKILL alone ends them; a runtime
 * that starts a container then waits, for as long as nobody takes the listener from the socket.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#if defined __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "no AUDIT_ARCH is known for this architecture"
#endif

static const char *const names[] = {
#include "names.h"
};

enum { CALLS = sizeof names / sizeof *names, MOST_SERVICES = 32, MOST_LISTENERS = 256, LONGEST_NAME = 64 };

static const char socket_path[] = "/run/recorder.sock";
/* An abstract address, unix(7): of the container's network namespace, and in no folder. */
static const char question_address[] = "\0drydock-recorder";

struct service {
  char name[LONGEST_NAME + 1];
  unsigned long start; /* Which container of that name counts: it grows with each that starts. */
  unsigned long called[CALLS];
  unsigned long lost;
};
struct listener {
  int descriptor;
  struct service *service;
  unsigned long start;
};

static struct service services[MOST_SERVICES];
static struct listener listeners[MOST_LISTENERS];
static size_t service_count, listener_count;
/* What was lost of whom nobody can say: it is lost to each. */
static unsigned long lost_of_unknown;
static struct seccomp_notif_sizes sizes;
static struct seccomp_notif *asked;
static struct seccomp_notif_resp *answer;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* ---- JSON, as much as the description of a process takes: RFC 8259. Each returns NULL where there is none. ---- */

static const char *blanks(const char *at) { return at + strspn(at, " \t\r\n"); }

static const char *past_string(const char *at) {
  if (*at++ != '"') return NULL;
  for (; *at != '"'; at++) {
    if (*at == '\\') at++;
    if (*at == '\0') return NULL;
  }
  return at + 1;
}

static const char *past_value(const char *at) {
  if (*at == '"') return past_string(at);
  if (*at != '{' && *at != '[') {
    size_t length = strcspn(at, ",]} \t\r\n");
    return length == 0 ? NULL : at + length;
  }
  for (int depth = 0; *at != '\0';) {
    if (*at == '"') {
      if (!(at = past_string(at))) return NULL;
      continue;
    }
    if (*at == '{' || *at == '[') depth++;
    if ((*at == '}' || *at == ']') && --depth == 0) return at + 1;
    at++;
  }
  return NULL;
}

/* The value of a key of the object at `at`. */
static const char *member(const char *at, const char *key) {
  size_t length = strlen(key);
  if (!at || *(at = blanks(at)) != '{') return NULL;
  at = blanks(at + 1);
  while (*at == '"') {
    const char *name = at + 1, *end = past_string(at);
    if (!end || *(at = blanks(end)) != ':') return NULL;
    at = blanks(at + 1);
    if ((size_t)(end - 1 - name) == length && strncmp(name, key, length) == 0) return at;
    if (!(at = past_value(at))) return NULL;
    at = blanks(at);
    if (*at == ',') at = blanks(at + 1);
  }
  return NULL;
}

/* Copies a string; false where it is none, is too long or has an escape in it, which no word asked for here has. */
static bool copy_string(const char *at, char *to, size_t room) {
  const char *end = at ? past_string(at) : NULL;
  if (!end || memchr(at, '\\', end - at) || (size_t)(end - at) - 2 >= room) return false;
  memcpy(to, at + 1, end - at - 2);
  to[end - at - 2] = '\0';
  return true;
}

/* ---- Listeners ---- */

static struct service *service_named(const char *name) {
  for (size_t i = 0; i < service_count; i++)
    if (strcmp(services[i].name, name) == 0) return &services[i];
  return NULL;
}

/* Takes over a listener with the words that came with it. What cannot be kept is closed, and that is told as lost. */
static void keep(int descriptor, const char *words) {
  char name[LONGEST_NAME + 1] = "", status[16] = "";
  const char *state = member(words, "state");
  bool understood = copy_string(member(words, "metadata"), name, sizeof name) && name[0] != '\0' &&
                    copy_string(member(state, "status"), status, sizeof status);
  struct service *service = understood ? service_named(name) : NULL;
  if (understood && !service && service_count < MOST_SERVICES) {
    service = &services[service_count++];
    strcpy(service->name, name);
  }
  if (!service || listener_count == MOST_LISTENERS) {
    fprintf(stderr, "a listener is refused: %s\n",
            !understood ? "its profile has no listenerMetadata, or its description is not understood"
                        : "there are too many");
    *(service ? &service->lost : &lost_of_unknown) += 1;
    close(descriptor);
    return;
  }
  /* The first process of a container is handed over while it is created; others are started in one that runs. */
  if (strcmp(status, "running") != 0) {
    memset(service->called, 0, sizeof service->called);
    service->lost = 0;
    service->start++;
    printf("%s starts\n", name);
  }
  listeners[listener_count++] = (struct listener){descriptor, service, service->start};
}

/* What a runtime says: a message with one descriptor, whose words may come in several parts. */
static void receive(int connection) {
  static char words[1 << 20];
  size_t length = 0;
  int descriptor = -1;
  struct timeval patience = {.tv_sec = 1};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  while (length < sizeof words - 1) {
    union {
      char room[CMSG_SPACE(8 * sizeof(int))];
      struct cmsghdr aligned;
    } control;
    struct iovec part = {words + length, sizeof words - 1 - length};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t got = recvmsg(connection, &message, MSG_CMSG_CLOEXEC);
    if (got <= 0) break;
    length += got;
    for (struct cmsghdr *each = CMSG_FIRSTHDR(&message); each; each = CMSG_NXTHDR(&message, each)) {
      if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_RIGHTS) continue;
      int *sent = (int *)CMSG_DATA(each);
      size_t count = (each->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      for (size_t i = 0; i < count; i++) {
        if (descriptor < 0) descriptor = sent[i];
        else close(sent[i]);
      }
    }
    words[length] = '\0';
    if (past_value(blanks(words))) break;
  }
  words[length] = '\0';
  if (descriptor >= 0) keep(descriptor, words);
  close(connection);
}

/* Lets one call go on, and counts it. */
static void let_go_on(const struct listener *listener) {
  struct service *service = listener->service;
  bool counts = listener->start == service->start;
  memset(asked, 0, sizes.seccomp_notif);
  if (ioctl(listener->descriptor, SECCOMP_IOCTL_NOTIF_RECV, asked) < 0) {
    /* ENOENT: a signal interrupted the caller before; the call was not made, or will be asked about again. */
    if (errno != ENOENT && errno != EINTR && errno != EAGAIN && counts) service->lost++;
    return;
  }
  int number = asked->data.nr;
  bool known = asked->data.arch == ARCHITECTURE && number >= 0 && number < CALLS && names[number];
  if (counts) {
    if (known) service->called[number]++;
    else service->lost++;
  }
  memset(answer, 0, sizes.seccomp_notif_resp);
  answer->id = asked->id;
  answer->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  if (ioctl(listener->descriptor, SECCOMP_IOCTL_NOTIF_SEND, answer) < 0 && errno != ENOENT && counts) service->lost++;
}

/* ---- Questions ---- */

/* Answers `ready` and `calls NAME`; the first byte is the status with which who asks ends. */
static void tell(int connection) {
  char question[128] = "", *name = question + strlen("calls ");
  struct timeval patience = {.tv_sec = 1};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  ssize_t got = recv(connection, question, sizeof question - 1, 0);
  FILE *out = got > 0 ? fdopen(connection, "w") : NULL;
  if (!out) {
    close(connection);
    return;
  }
  const struct service *service = strncmp(question, "calls ", 6) == 0 ? service_named(name) : NULL;
  if (strcmp(question, "ready") == 0) fputs("0ready\n", out);
  else if (!service)
    fprintf(out, "1no container named %s has handed over a listener since the recorder started\n", name);
  else {
    unsigned long calls = 0, kinds = 0;
    for (size_t i = 0; i < CALLS; i++) {
      calls += service->called[i];
      kinds += service->called[i] > 0;
    }
    fprintf(out, "0calls %lu\nkinds %lu\nlost %lu\n", calls, kinds, service->lost + lost_of_unknown);
    for (size_t i = 0; i < CALLS; i++)
      if (service->called[i]) fprintf(out, "call %s %lu\n", names[i], service->called[i]);
  }
  fclose(out);
}

static int open_socket(const char *path, size_t length, bool listens) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  socklen_t size = offsetof(struct sockaddr_un, sun_path) + length;
  int opened = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (opened < 0) fail("socket");
  memcpy(address.sun_path, path, length);
  if (!listens) {
    if (connect(opened, (struct sockaddr *)&address, size)) fail("the recorder does not listen");
  } else if (bind(opened, (struct sockaddr *)&address, size) || listen(opened, 64)) {
    fail(path[0] ? path : "the address for questions");
  }
  return opened;
}

static int ask(const char *question) {
  char text[4096];
  int connection = open_socket(question_address, sizeof question_address - 1, false), status = -1;
  struct timeval patience = {.tv_sec = 10};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (send(connection, question, strlen(question) + 1, MSG_NOSIGNAL) < 0) fail("ask");
  for (ssize_t got; (got = recv(connection, text, sizeof text, 0)) != 0;) {
    if (got < 0) fail("the answer is not whole");
    const char *rest = text;
    if (status < 0) {
      status = *rest++ - '0';
      got--;
    }
    if (fwrite(rest, 1, got, status == 0 ? stdout : stderr) != (size_t)got) fail("print");
  }
  if (fflush(stdout)) fail("print");
  if (status < 0) fputs("the recorder gave no answer\n", stderr);
  return status == 0 ? 0 : 1;
}

/* ---- Work ---- */

static long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int work(void) {
  if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes)) fail("this kernel has no user notification");
  /* The kernel's structures may be larger than those that this was built with, never smaller: seccomp_unotify(2). */
  if (sizes.seccomp_notif < sizeof *asked) sizes.seccomp_notif = sizeof *asked;
  if (sizes.seccomp_notif_resp < sizeof *answer) sizes.seccomp_notif_resp = sizeof *answer;
  if (!(asked = malloc(sizes.seccomp_notif)) || !(answer = malloc(sizes.seccomp_notif_resp))) fail("memory");

  sigset_t end;
  sigemptyset(&end);
  sigaddset(&end, SIGTERM);
  sigaddset(&end, SIGINT);
  sigprocmask(SIG_BLOCK, &end, NULL);
  signal(SIGPIPE, SIG_IGN);
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (unlink(socket_path) && errno != ENOENT) fail(socket_path);

  enum { TERM, RUNTIMES, QUESTIONS, FIXED };
  static struct pollfd waiting[FIXED + MOST_LISTENERS];
  waiting[TERM].fd = signalfd(-1, &end, SFD_CLOEXEC);
  waiting[QUESTIONS].fd = open_socket(question_address, sizeof question_address - 1, true);
  waiting[RUNTIMES].fd = open_socket(socket_path, strlen(socket_path), true);
  for (long until = LONG_MAX; until == LONG_MAX || (listener_count > 0 && milliseconds() < until);) {
    for (size_t i = 0; i < FIXED; i++) waiting[i].events = POLLIN;
    for (size_t i = 0; i < listener_count; i++)
      waiting[FIXED + i] = (struct pollfd){listeners[i].descriptor, POLLIN, 0};
    if (poll(waiting, FIXED + listener_count, until == LONG_MAX ? -1 : 50) < 0 && errno != EINTR) fail("poll");
    /* From the last to the first: what is taken out makes room for one that was looked at. */
    for (size_t i = listener_count; i-- > 0;) {
      if (waiting[FIXED + i].revents & POLLIN) let_go_on(&listeners[i]);
      else if (waiting[FIXED + i].revents) { /* POLLHUP: all that were filtered have ended. */
        close(listeners[i].descriptor);
        listeners[i] = listeners[--listener_count];
      }
    }
    if (waiting[RUNTIMES].revents & POLLIN) receive(accept4(waiting[RUNTIMES].fd, NULL, NULL, SOCK_CLOEXEC));
    if (waiting[QUESTIONS].revents & POLLIN) tell(accept4(waiting[QUESTIONS].fd, NULL, NULL, SOCK_CLOEXEC));
    if (until == LONG_MAX && waiting[TERM].revents & POLLIN) {
      unlink(socket_path);
      close(waiting[RUNTIMES].fd);
      waiting[RUNTIMES].fd = waiting[TERM].fd = -1;
      until = milliseconds() + 2000;
    }
  }
  return 0;
}

int main(int count, char **words) {
  char question[128];
  if (count == 2 && strcmp(words[1], "listen") == 0) return work();
  if (count == 2 && strcmp(words[1], "ready") == 0) return ask("ready");
  if (count == 3 && strcmp(words[1], "calls") == 0 &&
      snprintf(question, sizeof question, "calls %s", words[2]) < (int)sizeof question)
    return ask(question);
  fputs("recorder listen | ready | calls NAME\n", stderr);
  return 2;
}
