/*
 * The first process of a machine's container. It starts QEMU, which runs the guest's kernel by translation (TCG): no
 * device of the host, no capability. What is asked of the guest comes over an abstract address, unix(7), of the
 * container's network namespace, and is passed on to the agent in the guest over a port of virtio-serial.
 *
 *   machine boot [WORD…]   the words are put behind the kernel's command line
 *
 * The guest has MACHINE_BOOT_SECONDS to boot in, 100 unless said. Its console is what this prints. If it ends, or does
 * not boot, this says so with the console's last lines and ends with 1, and so does the service. At SIGTERM the guest is
 * ended where it stands, and this ends with 0.
 */
#define _GNU_SOURCE
#include "frames.h"
#include "machine.h"
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

/*
 * On a busy machine, timers that QEMU makes come late: the kernel then believes that one is not connected, measures the
 * time stamp counter wrongly, and waits for a minute. So it is told to test neither (kernel-parameters.txt).
 */
#define FIRST_WORDS                                                                                                    \
  "console=ttyS0 quiet panic=-1 no_timer_check tsc=unstable lsm=landlock,lockdown,yama,integrity,apparmor,bpf"

enum { MOST_CLIENTS = 48, MOST_WORDS = 64, LAST_WORDS = 6144 };
enum { SIGNALS, CONSOLE, GUEST, ASKERS, FIXED };

struct client {
  int socket; /* 0: not in use */
  uint16_t session;
  struct queue heard, told;
};

static struct client clients[MOST_CLIENTS];
static struct queue guest_heard, guest_told, console;
static int guest;

static long seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static const char *setting(const char *name, const char *otherwise) {
  const char *value = getenv(name);
  return value && *value ? value : otherwise;
}

/* Becomes QEMU, with the guest's console as its output and the agent's port as descriptor `agent`. */
static void become_machine(int agent, char **extra) {
  char command_line[4096] = FIRST_WORDS, chardev[64];
  for (; *extra; extra++) {
    if (strlen(command_line) + strlen(*extra) + 2 > sizeof command_line) {
      errno = E2BIG;
      fail("the kernel's command line");
    }
    strcat(strcat(command_line, " "), *extra);
  }
  snprintf(chardev, sizeof chardev, "socket,id=agent,fd=%d", agent);
  fcntl(agent, F_SETFD, 0);
  execlp("qemu-system-x86_64", "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
         "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny", "-machine", "q35",
         "-accel", "tcg", "-cpu", "max", "-smp", "1", "-m", setting("MACHINE_MEMORY", "384M"),
         "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console",
         "-device", "virtio-serial-pci", "-chardev", chardev, "-device", "virtserialport,chardev=agent,name=drydock.machine",
         "-drive", "if=virtio,format=raw,readonly=on,file=/machine/root.erofs",
         "-virtfs", "local,path=/workspace,mount_tag=workspace,security_model=none,readonly=on,multidevs=remap",
         "-device", "virtio-rng-pci",
         "-kernel", "/machine/vmlinuz", "-initrd", "/machine/initrd", "-append", command_line, (char *)NULL);
  fail("qemu-system-x86_64");
}

/* Prints what the guest prints, and keeps the last of it. */
static bool hear_console(int from) {
  size_t before = console.length;
  bool more = fill(from, &console);
  if (write(STDOUT_FILENO, console.at + before, console.length - before) < 0 && errno != EAGAIN) return false;
  if (console.length > LAST_WORDS) drop(&console, console.length - LAST_WORDS);
  return more;
}

static void leave(struct client *client) {
  say(&guest_told, client->session, GONE, NULL, 0);
  close(client->socket);
  empty(&client->heard);
  empty(&client->told);
  *client = (struct client){0};
}

static void take(int listening) {
  static uint16_t newest;
  int accepted = accept4(listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (accepted < 0) return;
  for (size_t i = 0; i < MOST_CLIENTS; i++)
    if (clients[i].socket == 0) {
      if (++newest == 0) newest = 1;
      clients[i] = (struct client){.socket = accepted, .session = newest};
      return;
    }
  close(accepted);
}

/* Passes on what a client says, as its session; false where it is not understood. */
static bool pass_on(struct client *client) {
  struct head head;
  enum found found;
  while ((found = frame_of(&client->heard, &head)) == WHOLE) {
    if (head.kind == OPEN || head.kind == INPUT || head.kind == END || head.kind == SIGNAL || head.kind == SIZE ||
        head.kind == CREDIT || head.kind == ASK)
      say(&guest_told, client->session, head.kind, body_of(&client->heard), head.length);
    drop_frame(&client->heard, &head);
  }
  return found != BROKEN;
}

/* What the guest says goes to whose session it is. Returns whether it said that it has booted. */
static bool hear_guest(void) {
  struct head head;
  enum found found;
  bool booted = false;
  while ((found = frame_of(&guest_heard, &head)) == WHOLE) {
    booted |= head.session == 0 && head.kind == READY;
    for (size_t i = 0; i < MOST_CLIENTS; i++) {
      struct client *each = &clients[i];
      if (each->socket == 0 || each->session != head.session) continue;
      say(&each->told, head.session, head.kind, body_of(&guest_heard), head.length);
      if (!pour(each->socket, &each->told) || each->told.length > LONGEST_QUEUE) leave(each);
      break;
    }
    drop_frame(&guest_heard, &head);
  }
  if (found == BROKEN) {
    errno = EPROTO;
    fail("the guest");
  }
  return booted;
}

/* Says why there is no guest any more, to who waits for it and to the log, and ends. */
static void end(pid_t machine, const char *why) {
  char last[LAST_WORDS + 256];
  /* The first of the last lines is a whole one. */
  const char *line = console.length == LAST_WORDS ? memchr(console.at, '\n', console.length) : NULL;
  if (line) drop(&console, line + 1 - console.at);
  int length = snprintf(last, sizeof last, "%s. Its last lines:\n%.*s\n", why, (int)console.length, console.at ? console.at : "");
  kill(machine, SIGKILL);
  for (size_t i = 0; i < MOST_CLIENTS; i++)
    if (clients[i].socket != 0) {
      say(&clients[i].told, clients[i].session, FAILED, last, length);
      pour(clients[i].socket, &clients[i].told);
    }
  fprintf(stderr, "\nmachine: %s", last);
  exit(1);
}

static void work(pid_t machine, int printed, int signals, int listening) {
  static struct pollfd waiting[FIXED + MOST_CLIENTS];
  char why[128];
  bool booted = false;
  long patience = strtol(setting("MACHINE_BOOT_SECONDS", "100"), NULL, 10), began = seconds();
  for (;;) {
    waiting[SIGNALS] = (struct pollfd){.fd = signals, .events = POLLIN};
    waiting[CONSOLE] = (struct pollfd){.fd = printed, .events = POLLIN};
    waiting[GUEST] = (struct pollfd){.fd = guest, .events = POLLIN | (guest_told.length > 0 ? POLLOUT : 0)};
    waiting[ASKERS] = (struct pollfd){.fd = listening, .events = POLLIN};
    for (size_t i = 0; i < MOST_CLIENTS; i++) {
      const struct client *each = &clients[i];
      short events = (guest_told.length < LONGEST_QUEUE ? POLLIN : 0) | (each->told.length > 0 ? POLLOUT : 0);
      waiting[FIXED + i] = (struct pollfd){.fd = booted && each->socket != 0 ? each->socket : -1, .events = events};
    }
    if (poll(waiting, FIXED + MOST_CLIENTS, booted ? -1 : 1000) < 0 && errno != EINTR) fail("poll");
    if (waiting[CONSOLE].revents && !hear_console(printed)) printed = -1;
    if (waiting[SIGNALS].revents) {
      struct signalfd_siginfo signal;
      if (read(signals, &signal, sizeof signal) == sizeof signal && signal.ssi_signo != SIGCHLD) {
        kill(machine, SIGKILL);
        exit(0);
      }
      int status;
      if (waitpid(machine, &status, WNOHANG) == machine) {
        while (printed >= 0 && hear_console(printed)) continue;
        if (WIFSIGNALED(status)) snprintf(why, sizeof why, "QEMU was ended by signal %d", WTERMSIG(status));
        else if (WEXITSTATUS(status)) snprintf(why, sizeof why, "QEMU ended with status %d", WEXITSTATUS(status));
        else snprintf(why, sizeof why, "the guest %s", booted ? "ended itself" : "ended before it had booted");
        end(machine, why);
      }
    }
    if (waiting[GUEST].revents & POLLIN && fill(guest, &guest_heard) && hear_guest() && !booted) {
      booted = true;
      printf("machine: the guest has booted, after %ld s\n", seconds() - began);
      fflush(stdout);
    }
    if (!booted && seconds() - began >= patience) {
      snprintf(why, sizeof why, "the guest did not boot within %ld s", patience);
      end(machine, why);
    }
    if (waiting[ASKERS].revents) take(listening);
    for (size_t i = 0; i < MOST_CLIENTS; i++) {
      struct client *each = &clients[i];
      short happened = waiting[FIXED + i].revents;
      if (each->socket == 0 || happened == 0) continue;
      bool stays = pour(each->socket, &each->told);
      if (stays && happened & (POLLIN | POLLHUP)) stays = fill(each->socket, &each->heard) && pass_on(each);
      if (!stays) leave(each);
    }
    pour(guest, &guest_told);
  }
}

int boot(char **extra) {
  int pair[2], printed[2];
  sigset_t handled;
  sigemptyset(&handled);
  sigaddset(&handled, SIGTERM);
  sigaddset(&handled, SIGINT);
  sigaddset(&handled, SIGCHLD);
  sigprocmask(SIG_BLOCK, &handled, NULL);
  signal(SIGPIPE, SIG_IGN);
  int listening = open_address(true);
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) || pipe2(printed, O_CLOEXEC)) fail("pipe");
  pid_t machine = fork();
  if (machine < 0) fail("fork");
  if (machine == 0) {
    sigprocmask(SIG_UNBLOCK, &handled, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
    dup2(printed[1], 1);
    dup2(printed[1], 2);
    become_machine(pair[1], extra);
  }
  close(pair[1]);
  close(printed[1]);
  guest = pair[0];
  never_block(guest);
  never_block(printed[0]);
  never_block(listening);
  work(machine, printed[0], signalfd(-1, &handled, SFD_CLOEXEC), listening);
  return 1;
}
