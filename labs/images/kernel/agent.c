/*
 * The first process of the guest. It mounts what a Linux system has, and then runs the programs that it is told over a
 * port of virtio-serial; see frames.h. Its root file system is that of the image, read-only, with a layer in memory on
 * it, so the guest forgets what was written as it ends. /workspace is the service's folder of that name by 9p,
 * read-only: what is changed in it is seen at once.
 *
 * What it needs before that, modules of the kernel, lies beside it in the initial file system, in the order of /modules.
 */
#define _GNU_SOURCE
#include "frames.h"
#include <dirent.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { MOST_SESSIONS = 64, MOST_WORDS = 1024 };

struct session {
  uint16_t id; /* 0: not in use */
  pid_t process;
  int in, out, err; /* -1: closed. Of a terminal all is one descriptor, and `err` is closed. */
  bool terminal, input_ended, exited;
  uint8_t status;
  uint32_t credit;
  struct queue input;
};

static struct session sessions[MOST_SESSIONS];
static struct queue heard, told;
static int port;

/* Tells the console why, and ends the guest. */
static void fail(const char *what) {
  fprintf(stderr, "agent: %s: %s\n", what, strerror(errno));
  sync();
  reboot(RB_POWER_OFF);
  _exit(1);
}

/* ---- Boot ---- */

static void mount_at(const char *type, const char *source, const char *target, unsigned long flags, const char *data) {
  mkdir(target, 0755);
  if (mount(source, target, type, flags, data)) fail(target);
}

/* What a kernel may have been built or started without. */
static void try_mount(const char *type, const char *target) { mount(type, target, type, MS_NOSUID | MS_NODEV, NULL); }

static void load_modules(void) {
  char name[256];
  FILE *list = fopen("/modules", "re");
  if (!list) fail("/modules");
  while (fgets(name, sizeof name, list)) {
    name[strcspn(name, "\n")] = '\0';
    int module = open(name, O_RDONLY | O_CLOEXEC);
    if (module < 0 || (syscall(SYS_finit_module, module, "", 0) && errno != EEXIST && errno != ENODEV)) fail(name);
    close(module);
  }
  fclose(list);
}

static void wait_for(const char *path) {
  for (int tries = 0; access(path, F_OK); tries++) {
    if (tries == 500) fail(path);
    usleep(20 * 1000);
  }
}

/* A file system of the image below, one in memory above it; all of it becomes the root. */
static void make_root(void) {
  mount_at("devtmpfs", "dev", "/dev", 0, NULL);
  load_modules();
  wait_for("/dev/vda");
  mount_at("erofs", "/dev/vda", "/image", MS_RDONLY, NULL);
  mount_at("tmpfs", "tmpfs", "/written", 0, NULL);
  mkdir("/written/upper", 0755);
  mkdir("/written/work", 0755);
  mount_at("overlay", "overlay", "/root", 0, "lowerdir=/image,upperdir=/written/upper,workdir=/written/work");
  if (chdir("/root") || mount(".", "/", NULL, MS_MOVE, NULL) || chroot(".") || chdir("/")) fail("root");
}

static void mount_all(void) {
  const unsigned long plain = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  mount_at("proc", "proc", "/proc", plain, NULL);
  mount_at("sysfs", "sysfs", "/sys", plain, NULL);
  mount_at("devtmpfs", "dev", "/dev", MS_NOSUID, NULL);
  mount_at("devpts", "devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "ptmxmode=0666,mode=0620,gid=5");
  mount_at("tmpfs", "tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777");
  mount_at("tmpfs", "tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=0755");
  mount_at("tmpfs", "tmpfs", "/tmp", MS_NOSUID | MS_NODEV, "mode=1777");
  mount_at("cgroup2", "cgroup2", "/sys/fs/cgroup", plain, NULL);
  try_mount("securityfs", "/sys/kernel/security");
  try_mount("bpf", "/sys/fs/bpf");
  try_mount("tracefs", "/sys/kernel/tracing");
  try_mount("debugfs", "/sys/kernel/debug");
  mount_at("9p", "workspace", "/workspace", MS_RDONLY | MS_NOSUID | MS_NODEV,
           "trans=virtio,version=9p2000.L,msize=131072,access=any");
  symlink("/proc/self/fd", "/dev/fd");
}

static void raise_loopback(void) {
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
  int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (any < 0 || ioctl(any, SIOCSIFFLAGS, &request)) fail("lo");
  close(any);
}

/* The port of the name that QEMU was given, whichever number it has. */
static int open_port(const char *wanted) {
  const char *folder = "/sys/class/virtio-ports";
  DIR *ports = opendir(folder);
  if (!ports) fail(folder);
  for (struct dirent *each; (each = readdir(ports));) {
    char path[512], name[64] = "";
    snprintf(path, sizeof path, "%s/%s/name", folder, each->d_name);
    FILE *file = fopen(path, "re");
    if (!file) continue;
    if (!fgets(name, sizeof name, file)) name[0] = '\0';
    fclose(file);
    name[strcspn(name, "\n")] = '\0';
    if (strcmp(name, wanted) != 0) continue;
    snprintf(path, sizeof path, "/dev/%s", each->d_name);
    closedir(ports);
    int opened = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (opened < 0) fail(path);
    return opened;
  }
  errno = ENODEV;
  fail(wanted);
  return -1;
}

/* ---- Sessions ---- */

static struct session *session_of(uint16_t id) {
  for (size_t i = 0; i < MOST_SESSIONS; i++)
    if (sessions[i].id == id) return &sessions[i];
  return NULL;
}

static void close_one(int *descriptor) {
  if (*descriptor >= 0) close(*descriptor);
  *descriptor = -1;
}

static void forget(struct session *session) {
  if (session->in == session->out) session->in = -1;
  close_one(&session->in);
  close_one(&session->out);
  close_one(&session->err);
  empty(&session->input);
  *session = (struct session){0};
}

/* In the new process: becomes the program, or says why not and ends as a shell would. */
static void become(char **words, int in, int out, int err, bool terminal) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  setsid();
  if (terminal) ioctl(in, TIOCSCTTY, 0);
  dup2(in, 0);
  dup2(out, 1);
  dup2(err, 2);
  if (chdir("/workspace")) chdir("/");
  execvp(words[0], words);
  dprintf(2, "%s: %s\n", words[0], strerror(errno));
  _exit(errno == ENOENT ? 127 : 126);
}

static void start(uint16_t id, const char *body, uint32_t length) {
  static char *words[MOST_WORDS + 1];
  struct session *session = session_of(0);
  struct size size;
  size_t count = 0, at = 1 + sizeof size;
  uint8_t refused = 126;
  if (id == 0 || !session || session_of(id) || length <= at || body[length - 1] != '\0') goto refuse;
  char *copy = memcpy(malloc(length), body, length);
  for (; at < length && count < MOST_WORDS; at += strlen(copy + at) + 1) words[count++] = copy + at;
  words[count] = NULL;
  memcpy(&size, body + 1, sizeof size);

  int ends[6] = {-1, -1, -1, -1, -1, -1}; /* Read and write ends of input, output, errors. */
  bool terminal = body[0] == 1, made;
  if (terminal) {
    char *name;
    int slave = -1, master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct winsize room = {.ws_row = size.rows, .ws_col = size.columns};
    made = master >= 0 && !grantpt(master) && !unlockpt(master) && (name = ptsname(master)) &&
           (slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) >= 0;
    if (made) ioctl(master, TIOCSWINSZ, &room);
    ends[0] = ends[3] = ends[5] = slave;
    ends[1] = ends[2] = master;
  } else {
    made = !pipe2(ends, O_CLOEXEC) && !pipe2(ends + 2, O_CLOEXEC) && !pipe2(ends + 4, O_CLOEXEC);
  }
  pid_t process = made ? fork() : -1;
  if (process == 0) become(words, ends[0], ends[3], ends[5], terminal);
  free(copy);
  close(ends[0]);
  if (!terminal) {
    close(ends[3]);
    close(ends[5]);
  }
  if (process < 0) {
    close(ends[1]);
    if (!terminal) {
      close(ends[2]);
      close(ends[4]);
    }
    goto refuse;
  }
  *session = (struct session){.id = id,
                              .process = process,
                              .in = ends[1],
                              .out = ends[2],
                              .err = terminal ? -1 : ends[4],
                              .terminal = terminal,
                              .credit = WINDOW};
  never_block(session->in);
  never_block(session->out);
  if (!terminal) never_block(session->err);
  return;
refuse:
  say(&told, id, ERRORS, "the guest cannot run it\n", 24);
  say(&told, id, EXIT, &refused, 1);
}

/* Gives the program what waits for it, and whoever sends it leave to send as much again. */
static void feed(struct session *session) {
  size_t before = session->input.length;
  if (session->in >= 0 && !pour(session->in, &session->input)) {
    /* It does not read any more: what is sent is taken, and thrown away. */
    if (!session->terminal) close_one(&session->in);
    session->input.length = 0;
  }
  if (before > session->input.length) say_credit(&told, session->id, before - session->input.length);
  if (!session->input_ended || session->input.length > 0 || session->in < 0) return;
  /* The end of a terminal's input is a character, termios(3): VEOF. */
  if (session->terminal) write(session->in, "\4", 1);
  else close_one(&session->in);
  session->input_ended = false;
}

static void listen_to(const struct head *head, const char *body) {
  if (head->kind == ASK) say(&told, head->session, READY, NULL, 0);
  if (head->kind == OPEN) start(head->session, body, head->length);
  struct session *session = head->session == 0 ? NULL : session_of(head->session);
  if (!session) return;
  uint32_t bytes;
  struct size size;
  switch (head->kind) {
  case INPUT:
    if (session->in >= 0 && session->input.length + head->length <= WINDOW) add(&session->input, body, head->length);
    else say_credit(&told, session->id, head->length);
    feed(session);
    break;
  case END:
    session->input_ended = true;
    feed(session);
    break;
  case SIGNAL:
    if (head->length == 1 && !session->exited && kill(-session->process, body[0])) kill(session->process, body[0]);
    break;
  case SIZE:
    if (head->length != sizeof size || !session->terminal) break;
    memcpy(&size, body, sizeof size);
    ioctl(session->in, TIOCSWINSZ, &(struct winsize){.ws_row = size.rows, .ws_col = size.columns});
    break;
  case CREDIT:
    if (head->length != sizeof bytes) break;
    memcpy(&bytes, body, sizeof bytes);
    session->credit += bytes;
    break;
  case GONE:
    /* The group is the process's own once it called setsid(2). */
    if (kill(-session->process, SIGKILL) && !session->exited) kill(session->process, SIGKILL);
    forget(session);
    break;
  default: break;
  }
}

/* Tells what the program printed, as far as there is leave to; false once there is no more of it for now. */
static bool tell(struct session *session, int *from, enum kind kind) {
  char piece[PIECE];
  size_t most = session->credit < sizeof piece ? session->credit : sizeof piece;
  if (*from < 0) return false;
  if (most == 0) return true;
  ssize_t got = read(*from, piece, most);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (got <= 0) {
    if (*from == session->in) session->in = -1;
    close_one(from);
    return false;
  }
  say(&told, session->id, kind, piece, got);
  session->credit -= got;
  return true;
}

/* A program that ended is told once all is told that it printed. What it left running may hold its output open. */
static void finish(struct session *session) {
  bool more = tell(session, &session->out, OUTPUT);
  more |= tell(session, &session->err, ERRORS);
  if (more) return;
  say(&told, session->id, EXIT, &session->status, 1);
  forget(session);
}

static void bury(void) {
  int status;
  for (pid_t gone; (gone = waitpid(-1, &status, WNOHANG)) > 0;)
    for (size_t i = 0; i < MOST_SESSIONS; i++)
      if (sessions[i].id != 0 && sessions[i].process == gone) {
        sessions[i].exited = true;
        sessions[i].status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      }
}

static void work(void) {
  static struct pollfd waiting[2 + 3 * MOST_SESSIONS];
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  int deaths = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  say(&told, 0, READY, NULL, 0);
  for (;;) {
    bool hurry = false, room = told.length < LONGEST_QUEUE;
    waiting[0] = (struct pollfd){.fd = port, .events = POLLIN | (told.length > 0 ? POLLOUT : 0)};
    waiting[1] = (struct pollfd){.fd = deaths, .events = POLLIN};
    for (size_t i = 0; i < MOST_SESSIONS; i++) {
      struct session *each = &sessions[i];
      bool used = each->id != 0, tells = used && room && each->credit > 0;
      hurry |= tells && each->exited;
      waiting[2 + 3 * i] = (struct pollfd){.fd = used && each->input.length > 0 ? each->in : -1, .events = POLLOUT};
      waiting[3 + 3 * i] = (struct pollfd){.fd = tells ? each->out : -1, .events = POLLIN};
      waiting[4 + 3 * i] = (struct pollfd){.fd = tells ? each->err : -1, .events = POLLIN};
    }
    if (poll(waiting, 2 + 3 * MOST_SESSIONS, hurry ? 0 : -1) < 0 && errno != EINTR) fail("poll");
    if (waiting[0].revents & POLLIN && !fill(port, &heard)) fail("the port is closed");
    struct head head;
    enum found found;
    while ((found = frame_of(&heard, &head)) == WHOLE) {
      listen_to(&head, body_of(&heard));
      drop_frame(&heard, &head);
    }
    if (found == BROKEN) {
      errno = EPROTO;
      fail("the port");
    }
    if (waiting[1].revents) {
      struct signalfd_siginfo told_of;
      while (read(deaths, &told_of, sizeof told_of) > 0) continue;
      bury();
    }
    for (size_t i = 0; i < MOST_SESSIONS; i++) {
      struct session *each = &sessions[i];
      if (each->id == 0) continue;
      if (waiting[2 + 3 * i].revents) feed(each);
      if (told.length >= LONGEST_QUEUE) continue;
      if (each->exited) finish(each);
      else {
        if (waiting[3 + 3 * i].revents) tell(each, &each->out, OUTPUT);
        if (waiting[4 + 3 * i].revents) tell(each, &each->err, ERRORS);
      }
    }
    pour(port, &told);
  }
}

int main(void) {
  umask(0);
  make_root();
  mount_all();
  umask(022);
  sethostname("machine", 7);
  raise_loopback();
  signal(SIGPIPE, SIG_IGN);
  clearenv();
  setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
  setenv("HOME", "/root", 1);
  setenv("TERM", "xterm-256color", 1);
  port = open_port("drydock.machine");
  work();
}
