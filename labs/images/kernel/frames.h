/*
 * What the programs of a machine of its own kernel say to one another: frames, a head of eight bytes and a body, over a
 * stream. A session is one program that is run in the guest. exec.c opens it, boot.c gives it its number and passes
 * frames on, agent.c runs the program.
 *
 *   OPEN     terminal or not, rows and columns, then the words of the program, each ended by NUL
 *   INPUT    for its standard input; END: there is no more of that
 *   SIGNAL   one byte, a signal of Linux; SIZE: rows and columns of the terminal
 *   OUTPUT, ERRORS   what it printed
 *   CREDIT   how many more bytes the receiver of this takes: of INPUT, or of OUTPUT and ERRORS together
 *   EXIT     one byte, its status, or 128 and the signal that ended it
 *   GONE     whoever asked is gone: the program is killed
 *   ASK      answered by READY as soon as the guest has booted; the guest says READY of session 0 by itself, once
 *   FAILED   why there is no answer, in words
 *
 * Nobody sends more than he has credit for, WINDOW at first, so that no queue grows, and one who does not read holds up
 * nobody else.
 */
#ifndef FRAMES_H
#define FRAMES_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 64 * 1024, LONGEST_BODY = 64 * 1024, LONGEST_QUEUE = 1 << 20, PIECE = 4096 };
enum kind { OPEN = 1, INPUT, END, SIGNAL, SIZE, OUTPUT, ERRORS, CREDIT, EXIT, GONE, ASK, READY, FAILED };

struct head {
  uint16_t session;
  uint8_t kind;
  uint8_t unused;
  uint32_t length;
};
struct size {
  uint16_t rows, columns;
};
/* Bytes that wait to be read or written. */
struct queue {
  char *at;
  size_t length, room;
};

static inline void add(struct queue *queue, const void *bytes, size_t length) {
  if (queue->length + length > queue->room) {
    queue->room = (queue->length + length) * 2;
    queue->at = realloc(queue->at, queue->room);
    if (!queue->at) abort();
  }
  if (length > 0) memcpy(queue->at + queue->length, bytes, length);
  queue->length += length;
}

static inline void drop(struct queue *queue, size_t length) {
  queue->length -= length;
  memmove(queue->at, queue->at + length, queue->length);
}

static inline void empty(struct queue *queue) {
  free(queue->at);
  *queue = (struct queue){0};
}

static inline void say(struct queue *to, uint16_t session, enum kind kind, const void *body, size_t length) {
  struct head head = {.session = session, .kind = kind, .length = length};
  add(to, &head, sizeof head);
  add(to, body, length);
}

static inline void say_credit(struct queue *to, uint16_t session, uint32_t bytes) {
  say(to, session, CREDIT, &bytes, sizeof bytes);
}

enum found { WHOLE, PART, BROKEN };

/* Whether a whole frame stands at the begin of the queue. Its body begins behind the head; drop_frame() is next. */
static inline enum found frame_of(const struct queue *from, struct head *head) {
  if (from->length < sizeof *head) return PART;
  memcpy(head, from->at, sizeof *head);
  if (head->length > LONGEST_BODY) return BROKEN;
  return from->length < sizeof *head + head->length ? PART : WHOLE;
}

static inline const char *body_of(const struct queue *from) { return from->at + sizeof(struct head); }

static inline void drop_frame(struct queue *from, const struct head *head) { drop(from, sizeof *head + head->length); }

/* Reads what is there now from a descriptor that does not block; false at its end. */
static inline bool fill(int descriptor, struct queue *to) {
  char piece[16 * 1024];
  ssize_t got = read(descriptor, piece, sizeof piece);
  if (got > 0) add(to, piece, got);
  return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Writes what goes now to a descriptor that does not block; false where nobody reads it any more. */
static inline bool pour(int descriptor, struct queue *from) {
  while (from->length > 0) {
    ssize_t put = write(descriptor, from->at, from->length);
    if (put < 0) return errno == EAGAIN || errno == EINTR;
    drop(from, put);
  }
  return true;
}

static inline void never_block(int descriptor) {
  fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

#endif
