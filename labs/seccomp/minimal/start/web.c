// Counts words: GET /TEXT answers with TEXT in capitals and how often it was asked for. /data/words has a line for each
// time, and is read when web starts. A path that is no word is answered with 404 and noted in /data/errors, which a new
// start empties. At SIGTERM web writes /data/words anew, sorted, and exits with 0.
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
#include <unistd.h>

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
static const char errors[] = "/data/errors";
static volatile sig_atomic_t stopped;
static char **words;
static size_t known;

static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void learn(const char *word) {
  words = realloc(words, (known + 1) * sizeof *words);
  if (!words || !(words[known++] = strdup(word))) fail("memory");
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void empty_errors(void) {
  int old = open(errors, O_WRONLY | O_CLOEXEC);
  if (old < 0) return;
  if (ftruncate(old, 0)) fail(errors);
  close(old);
}

static void read_words(void) {
  FILE *file = fopen("/data/words", "re");
  char *line = NULL;
  size_t room = 0;
  if (!file) {
    if (errno != ENOENT) fail("/data/words");
    return;
  }
  for (ssize_t length; (length = getline(&line, &room, file)) > 0;) {
    line[strcspn(line, "\n")] = '\0';
    learn(line);
  }
  free(line);
  fclose(file);
}

// A new file beside the old one, then its name: whoever reads sees one or the other.
static void write_words(void) {
  qsort(words, known, sizeof *words, by_name);
  FILE *file = fopen("/data/words.new", "we");
  if (!file) fail("/data/words.new");
  for (size_t at = 0; at < known; at++) fprintf(file, "%s\n", words[at]);
  if (fflush(file)) fail("/data/words.new");
  fdatasync(fileno(file));
  if (fclose(file) || rename("/data/words.new", "/data/words")) fail("/data/words");
}

static void append(const char *path, const char *line) {
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0 || dprintf(file, "%s\n", line) < 0) fail(path);
  fdatasync(file);
  close(file);
}

static void serve(int client) {
  char request[4096], path[1024];
  size_t length = 0, times = 0;
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
  if (strspn(path, letters) != strlen(path)) {
    int log = open(errors, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    // A reader of the file takes the lock too, so that it sees whole lines.
    int noted = log >= 0 && flock(log, LOCK_EX) == 0 && dprintf(log, "%s\n", path) > 0;
    if (log >= 0) close(log);
    dprintf(client, "HTTP/1.0 %s\r\nContent-Type: text/plain\r\n\r\nno such word\n",
            noted ? "404 Not Found" : "500 Internal Server Error");
    return;
  }
  append("/data/words", path);
  learn(path);
  for (size_t at = 0; at < known; at++) times += strcmp(words[at], path) == 0;
  for (char *each = path; *each; each++) *each = toupper((unsigned char)*each);
  dprintf(client, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n%s %s %zu\n", getenv("NAME"), path, times);
}

int main(void) {
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, &before);
  sigaction(SIGTERM, &(struct sigaction){.sa_handler = stop}, NULL);
  empty_errors();
  read_words();

  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) fail("port 8080");
  while (!stopped) {
    struct pollfd waiting = {.fd = listener, .events = POLLIN};
    // SIGTERM comes in here alone.
    if (ppoll(&waiting, 1, NULL, &before) < 0) continue;
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0) continue;
    serve(client);
    close(client);
  }
  close(listener);
  write_words();
  return 0;
}
