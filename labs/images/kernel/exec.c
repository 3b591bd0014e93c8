/*
 * Runs a program in the guest as docker exec(1) runs one in a container: standard input, output, errors, signals and
 * status are its own. On a terminal it has a terminal. It waits for the guest to boot. If this ends, however it does,
 * the program is killed; so what bounds this bounds the program.
 *
 * Ends with the program's status, or 128 and the signal that ended it; with 124 where it took longer than it may, with
 * 125 where the machine failed, with 126 or 127 where there was nothing to run.
 */
#define _GNU_SOURCE
#include "frames.h"
#include "machine.h"
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <termios.h>

static struct termios as_it_was;
static bool is_raw;
static struct queue heard, told;

static void leave_raw(void) {
  if (is_raw) tcsetattr(0, TCSADRAIN, &as_it_was);
}

static void enter_raw(void) {
  struct termios raw;
  if (tcgetattr(0, &as_it_was)) return;
  raw = as_it_was;
  cfmakeraw(&raw);
  is_raw = tcsetattr(0, TCSADRAIN, &raw) == 0;
  atexit(leave_raw);
}

static struct size size_now(void) {
  struct winsize room = {0};
  ioctl(0, TIOCGWINSZ, &room);
  return (struct size){room.ws_row, room.ws_col};
}

static int failed(const char *why) {
  fprintf(stderr, "machine-exec: %s\n", why);
  return 125;
}

/* Prints all of it, however slowly it is read; false where nobody reads. */
static bool print(int to, const char *text, size_t length) {
  while (length > 0) {
    ssize_t put = write(to, text, length);
    if (put < 0 && errno == EAGAIN) poll(&(struct pollfd){.fd = to, .events = POLLOUT}, 1, -1);
    else if (put < 0 && errno != EINTR) return false;
    else if (put > 0) {
      text += put;
      length -= put;
    }
  }
  return true;
}

static bool send_all(int machine) { return print(machine, told.at, told.length) && (told.length = 0, true); }

static void open_session(char **words, bool terminal) {
  struct queue body = {0};
  struct size size = terminal ? size_now() : (struct size){0};
  add(&body, &(char){terminal}, 1);
  add(&body, &size, sizeof size);
  for (; *words; words++) add(&body, *words, strlen(*words) + 1);
  if (body.length > LONGEST_BODY) exit(failed("the program's words are too long"));
  say(&told, 0, OPEN, body.at, body.length);
  empty(&body);
}

/* Does as the machine says; the status with which to end, or -1. */
static int hear(uint32_t *credit) {
  struct head head;
  enum found found;
  while ((found = frame_of(&heard, &head)) == WHOLE) {
    const char *body = body_of(&heard);
    uint32_t bytes;
    switch (head.kind) {
    case OUTPUT:
    case ERRORS:
      if (!print(head.kind == OUTPUT ? 1 : 2, body, head.length)) return 128 + SIGPIPE;
      say_credit(&told, 0, head.length);
      break;
    case CREDIT:
      if (head.length == sizeof bytes) {
        memcpy(&bytes, body, sizeof bytes);
        *credit += bytes;
      }
      break;
    case EXIT: return head.length == 1 ? (uint8_t)body[0] : failed("the answer is not understood");
    case FAILED: fprintf(stderr, "machine-exec: %.*s", (int)head.length, body); return 125;
    default: break;
    }
    drop_frame(&heard, &head);
  }
  return found == BROKEN ? failed("the answer is not understood") : -1;
}

int run_in_guest(char **words, unsigned seconds) {
  bool terminal = isatty(0) && isatty(1), reads = true;
  uint32_t credit = WINDOW;
  sigset_t handled;
  sigemptyset(&handled);
  int const signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH, SIGALRM};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaddset(&handled, signals[i]);
  sigprocmask(SIG_BLOCK, &handled, NULL);
  signal(SIGPIPE, SIG_IGN);
  int caught = signalfd(-1, &handled, SFD_CLOEXEC), machine = open_address(false);
  alarm(seconds);
  open_session(words, terminal);
  if (terminal) enter_raw();
  for (;;) {
    if (!send_all(machine)) return failed("the machine ended");
    struct pollfd waiting[] = {{.fd = machine, .events = POLLIN},
                               {.fd = caught, .events = POLLIN},
                               {.fd = reads && credit > 0 ? 0 : -1, .events = POLLIN}};
    if (poll(waiting, 3, -1) < 0 && errno != EINTR) return failed(strerror(errno));
    if (waiting[1].revents) {
      struct signalfd_siginfo signal;
      if (read(caught, &signal, sizeof signal) != sizeof signal) continue;
      struct size size = size_now();
      if (signal.ssi_signo == SIGALRM) {
        fprintf(stderr, "machine-exec: %s did not end within %u s\n", words[0], seconds);
        return 124;
      }
      if (signal.ssi_signo == SIGWINCH) say(&told, 0, SIZE, &size, sizeof size);
      else say(&told, 0, SIGNAL, &(char){signal.ssi_signo}, 1);
    }
    if (waiting[0].revents) {
      bool more = fill(machine, &heard);
      int status = hear(&credit);
      if (status >= 0) return status;
      if (!more) return failed("the machine ended");
    }
    if (waiting[2].revents) {
      char piece[PIECE];
      ssize_t got = read(0, piece, credit < sizeof piece ? credit : sizeof piece);
      if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      reads = got > 0;
      if (reads) say(&told, 0, INPUT, piece, got);
      else say(&told, 0, END, NULL, 0);
      if (reads) credit -= got;
    }
  }
}

int ask_ready(void) {
  struct head head;
  int machine = open_address(false);
  struct timeval patience = {.tv_sec = 5};
  setsockopt(machine, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  say(&told, 0, ASK, NULL, 0);
  if (!send_all(machine)) return failed("the machine ended");
  for (size_t before; frame_of(&heard, &head) == PART;) {
    before = heard.length;
    if (!fill(machine, &heard)) return failed("the machine ended");
    if (heard.length == before) return failed("the guest does not answer");
  }
  if (frame_of(&heard, &head) != WHOLE || head.kind != READY) return failed("the guest does not answer");
  puts("ready");
  return 0;
}
