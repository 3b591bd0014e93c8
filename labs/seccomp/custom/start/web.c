// GET /TEXT answers with TEXT backwards; GET /keep/TEXT keeps TEXT in a file of /keep, which the group may then read.
// Each request has a thread of its own.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

static void say(int client, const char *status, const char *text, const char *more) {
  dprintf(client, "HTTP/1.0 %s\r\nContent-Type: text/plain\r\n\r\n%s%s\n", status, text, more);
}

// open(2) has made the file for its owner alone. That the group may not read it is a pity; what else goes wrong with
// the file means that it is not kept.
static void keep(int client, const char *word) {
  char path[300];
  snprintf(path, sizeof path, "/keep/%s", word);
  int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || write(file, word, strlen(word)) < 0)
    return say(client, "500 Internal Server Error", "not kept: ", strerror(errno));
  int changed = fchmod(file, 0640), error = errno;
  close(file);
  if (changed == 0) return say(client, "200 OK", "kept, mode changed", "");
  if (error == EPERM) return say(client, "200 OK", "kept, mode not changed: ", strerror(error));
  unlink(path);
  say(client, "500 Internal Server Error", "not kept: ", strerror(error));
}

static void *serve(void *argument) {
  int client = (int)(long)argument;
  char request[4096] = "", path[256] = "", word[256];
  struct timeval patience = {.tv_sec = 2};
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  for (size_t length = 0; length < sizeof request - 1 && !strstr(request, "\r\n\r\n");) {
    ssize_t got = recv(client, request + length, sizeof request - 1 - length, 0);
    if (got <= 0) break;
    length += got;
    request[length] = '\0';
  }
  sscanf(request, "GET /%255[^ \r\n]", path);
  int kept = strncmp(path, "keep/", 5) == 0;
  strcpy(word, kept ? path + 5 : path);
  if (!*word || strspn(word, letters) != strlen(word)) say(client, "404 Not Found", "no such word", "");
  else if (kept) keep(client, word);
  else {
    char said[512];
    size_t length = strlen(word);
    for (size_t at = 0; at < length / 2; at++) {
      char swapped = word[at];
      word[at] = word[length - 1 - at];
      word[length - 1 - at] = swapped;
    }
    snprintf(said, sizeof said, "%s ", getenv("NAME"));
    say(client, "200 OK", said, word);
  }
  close(client);
  return NULL;
}

static void stop(int signal) {
  (void)signal;
  _exit(0);
}

int main(void) {
  signal(SIGTERM, stop);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) {
    perror("port 8080");
    return 1;
  }
  pthread_attr_t alone;
  pthread_attr_init(&alone);
  pthread_attr_setdetachstate(&alone, PTHREAD_CREATE_DETACHED);
  for (;;) {
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0) continue;
    pthread_t thread;
    int error = pthread_create(&thread, &alone, serve, (void *)(long)client);
    if (!error) continue;
    say(client, "500 Internal Server Error", "no thread: ", strerror(error));
    shutdown(client, SHUT_WR);
    close(client);
  }
}
