// Answers GET /NAME with the number of that system call, from a table of lines NAME=NUMBER that it reads as it starts.
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { MOST = 400 };
static char names[MOST][32], numbers[MOST][16];
static int count;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void read_table(const char *path) {
  FILE *table = fopen(path, "r");
  if (!table) fail(path);
  while (count < MOST && fscanf(table, " %31[^= \n]=%15[0-9]", names[count], numbers[count]) == 2) count++;
  fclose(table);
}

static void serve(int client) {
  char request[2048] = "", name[32] = "", answer[256];
  struct timeval patience = {.tv_sec = 2};
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (recv(client, request, sizeof request - 1, 0) <= 0) return;
  sscanf(request, "GET /%31[^ /?\r\n]", name);
  int at = 0, length;
  while (at < count && strcmp(names[at], name) != 0) at++;
  if (at < count)
    length = snprintf(answer, sizeof answer, "HTTP/1.0 200 OK\r\n\r\n%s is %s\n", name, numbers[at]);
  else
    length = snprintf(answer, sizeof answer, "HTTP/1.0 404 Not Found\r\n\r\n%s is no call\n", name);
  send(client, answer, length, MSG_NOSIGNAL);
}

int main(int words, char **word) {
  if (words != 2) return fputs("web TABLE\n", stderr), 2;
  read_table(word[1]);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) fail("port 8080");
  for (;;) {
    int client = accept(listener, NULL, NULL);
    if (client < 0) continue;
    serve(client);
    close(client);
  }
}
