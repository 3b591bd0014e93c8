/*
 * Loads the BPF programs of an object into the kernel, and shows what their maps hold, by libbpf. bpftool(8) finds
 * programs and maps by their numbers, for which the kernel wants CAP_SYS_ADMIN (bpf(2), BPF_PROG_GET_FD_BY_ID). Who
 * loaded them has their descriptors and needs no number: CAP_BPF and CAP_PERFMON are enough (capabilities(7)).
 *
 *   bpf-run OBJECT...         loads and attaches all programs of the objects, says so, and stays until SIGTERM or
 *                             SIGINT; with the process they leave the kernel
 *   bpf-run --check OBJECT    loads without attaching, and says what the verifier thinks of each program
 *   bpf-show MAP              prints a map of what bpf-run holds: a line of names, and a line for each entry
 *   bpf-show --ready          ends with 0 where bpf-run answers
 *
 * A key or a value is a struct, a number or a char array; the names of columns are those of the program's own types,
 * which clang -g leaves in the object (BTF). Text is printed with whatever is no graphic character of ASCII as \xHH,
 * and none as `-`, so that an entry is one line and a column one word. A member of the type `syscall_nr` is printed as
 * the call's name, syscalls(2). Where the kernel refuses a program, libbpf prints the verifier's whole answer.
 */
#define _GNU_SOURCE
#include "map-table.h"
#include <bpf/bpf.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MOST_OBJECTS = 8, MOST_ASKERS = 32, LONGEST_QUESTION = 64 };

/* An abstract address, unix(7): of the container's network namespace, and in no folder. */
static const char address[] = "\0drydock-bpf-run";

static socklen_t fill(struct sockaddr_un *to) {
  *to = (struct sockaddr_un){.sun_family = AF_UNIX};
  memcpy(to->sun_path, address, sizeof address - 1);
  return offsetof(struct sockaddr_un, sun_path) + sizeof address - 1;
}

static int fail(const char *what) {
  fprintf(stderr, "bpf-run: %s: %s\n", what, strerror(errno));
  return 1;
}

/* Sends all of it within two seconds, or lets it be: who does not read holds nobody up for longer. */
static void send_within(int asker, const char *bytes, size_t left) {
  struct timespec began, now;
  clock_gettime(CLOCK_MONOTONIC, &began);
  while (left > 0) {
    clock_gettime(CLOCK_MONOTONIC, &now);
    int passed = (now.tv_sec - began.tv_sec) * 1000 + (now.tv_nsec - began.tv_nsec) / 1000000;
    struct pollfd room = {.fd = asker, .events = POLLOUT};
    if (passed >= 2000 || poll(&room, 1, 2000 - passed) <= 0) return;
    ssize_t sent = send(asker, bytes, left, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return;
    if (sent > 0) bytes += sent, left -= sent;
  }
}

/* The answer to what is there to be read. It ends with a NUL, so that one that was cut is known. */
static void answer(int asker, struct bpf_object *const *objects, int count) {
  char question[LONGEST_QUESTION] = {0}, *text = NULL;
  size_t length = 0;
  if (recv(asker, question, sizeof question - 1, MSG_DONTWAIT) <= 0) return;
  question[strcspn(question, "\n")] = '\0';
  FILE *out = or_die(open_memstream(&text, &length));
  if (strcmp(question, "--ready") != 0) show_map(out, objects, count, question);
  fputc('\0', out);
  if (fclose(out) == 0) send_within(asker, text, length);
  free(text);
}

static int ask(const char *question) {
  struct sockaddr_un to;
  socklen_t size = fill(&to);
  int with = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (with < 0 || connect(with, (struct sockaddr *)&to, size) != 0) {
    fprintf(stderr, "bpf-show: bpf-run does not run in this container, or could not load its programs\n");
    return 1;
  }
  if (dprintf(with, "%s\n", question) < 0) return fail("ask");
  char bytes[4096], *text = NULL;
  size_t length = 0;
  FILE *whole = or_die(open_memstream(&text, &length));
  ssize_t got;
  while ((got = read(with, bytes, sizeof bytes)) > 0) fwrite(bytes, 1, got, whole);
  if (fclose(whole) != 0 || got < 0 || length == 0 || text[length - 1] != '\0') {
    fprintf(stderr, "bpf-show: the answer of bpf-run was cut\n");
    return 1;
  }
  bool wrong = text[0] == '!';
  return fputs(text + wrong, wrong ? stderr : stdout) < 0 || wrong || fflush(stdout) != 0;
}

/* The object, loaded; NULL where libbpf or the kernel refuses, of which libbpf has printed why. */
static struct bpf_object *load(const char *path) {
  struct bpf_object *object = bpf_object__open_file(path, NULL);
  if (object == NULL) {
    fail(path);
    return NULL;
  }
  int refused = bpf_object__load(object);
  if (refused == 0) return object;
  fprintf(stderr, "bpf-run: %s is not loaded: %s\n", path, strerror(-refused));
  bpf_object__close(object);
  return NULL;
}

static int check(const char *path) {
  struct bpf_object *object = load(path);
  if (object == NULL) return 1;
  struct bpf_program *program;
  bpf_object__for_each_program(program, object) {
    struct bpf_prog_info info = {0};
    __u32 size = sizeof info;
    if (bpf_prog_get_info_by_fd(bpf_program__fd(program), &info, &size) != 0) info.verified_insns = 0;
    printf("%s: accepted, %zu instructions, %u followed by the verifier\n", bpf_program__name(program),
           bpf_program__insn_cnt(program), info.verified_insns);
  }
  bpf_object__close(object);
  return 0;
}

/* Whether a map of that name is in an object before it: nobody could ask for the second. */
static bool is_taken(struct bpf_object *const *objects, int count, const struct bpf_map *map) {
  struct bpf_object *first;
  return !bpf_map__is_internal(map) && find_map(objects, count, bpf_map__name(map), &first) != NULL;
}

static int attach_all(struct bpf_object *object) {
  struct bpf_program *program;
  bpf_object__for_each_program(program, object) {
    if (bpf_program__attach(program) == NULL) {
      fprintf(stderr, "bpf-run: %s is not attached to %s: %s\n", bpf_program__name(program),
              bpf_program__section_name(program), strerror(errno));
      return 1;
    }
    printf("%s: attached to %s\n", bpf_program__name(program), bpf_program__section_name(program));
  }
  return 0;
}

/* Answers until a signal ends it. Those who are connected and say nothing keep nobody from asking. */
static int serve(int listener, struct bpf_object *const *objects, int count) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  sigprocmask(SIG_BLOCK, &ends, NULL);
  struct pollfd waits[2 + MOST_ASKERS] = {{.fd = signalfd(-1, &ends, SFD_CLOEXEC), .events = POLLIN},
                                          {.fd = listener, .events = POLLIN}};
  int askers = 0;
  for (;;) {
    if (poll(waits, 2 + askers, -1) < 0 && errno != EINTR) return fail("poll");
    if (waits[0].revents != 0) return 0;
    for (int at = askers - 1; at >= 0; at--) {
      if (waits[2 + at].revents == 0) continue;
      answer(waits[2 + at].fd, objects, count);
      close(waits[2 + at].fd);
      memmove(waits + 2 + at, waits + 3 + at, (--askers - at) * sizeof *waits);
    }
    if (waits[1].revents == 0) continue;
    int asker = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (asker < 0) continue;
    if (askers == MOST_ASKERS) {
      close(waits[2].fd);
      memmove(waits + 2, waits + 3, --askers * sizeof *waits);
    }
    waits[2 + askers++] = (struct pollfd){.fd = asker, .events = POLLIN};
  }
}

static int run(char *const *paths, int count) {
  static struct bpf_object *objects[MOST_OBJECTS];
  if (count > MOST_OBJECTS) return errno = E2BIG, fail("objects");
  for (int at = 0; at < count; at++) {
    if ((objects[at] = load(paths[at])) == NULL) return 1;
    struct bpf_map *map;
    bpf_object__for_each_map(map, objects[at]) if (is_taken(objects, at, map)) {
      fprintf(stderr, "bpf-run: %s has a map called %s, as an object before it has\n", paths[at], bpf_map__name(map));
      return 1;
    }
    if (attach_all(objects[at]) != 0) return 1;
  }
  fflush(stdout);
  struct sockaddr_un at;
  socklen_t length = fill(&at);
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&at, length) != 0 || listen(listener, MOST_ASKERS) != 0)
    return fail("listen");
  return serve(listener, objects, count);
}

int main(int count, char **words) {
  const char *name = strrchr(words[0], '/');
  name = name == NULL ? words[0] : name + 1;
  if (strcmp(name, "bpf-show") == 0 && count == 2) return ask(words[1]);
  if (strcmp(name, "bpf-run") == 0 && count == 3 && strcmp(words[1], "--check") == 0) return check(words[2]);
  if (strcmp(name, "bpf-run") == 0 && count > 1 && words[1][0] != '-') return run(words + 1, count - 1);
  fprintf(stderr, "usage: bpf-run OBJECT..., bpf-run --check OBJECT, bpf-show MAP, bpf-show --ready\n");
  return 2;
}
