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
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

enum { MOST_OBJECTS = 8, MOST_COLUMNS = 16, LONGEST_QUESTION = 64 };

static const char *const names[] = {
#include "names.h"
};

/* An abstract address, unix(7): of the container's network namespace, and in no folder. */
static const char address[] = "\0drydock-bpf-run";

struct cell {
  char *text;
  bool is_number; /* Whether the text is one, so that it is sorted by what it is worth, and stands at the right. */
  long long number;
};
struct table {
  int columns;
  char *titles[MOST_COLUMNS];
  struct cell *cells; /* `columns` of them a row */
  size_t rows;
};

static void *or_die(void *memory) {
  if (memory == NULL) {
    fprintf(stderr, "bpf-run: out of memory\n");
    exit(1);
  }
  return memory;
}

/* Until a NUL or the end; see the top of the file. */
static char *make_word(const char *bytes, size_t length) {
  char *word = or_die(malloc(4 * length + 2)), *to = word;
  for (size_t at = 0; at < length && bytes[at] != '\0'; at++) {
    unsigned char byte = bytes[at];
    if (byte > ' ' && byte < 0x7f && byte != '\\') *to++ = byte;
    else to += sprintf(to, "\\x%02x", byte);
  }
  if (to == word) *to++ = '-';
  *to = '\0';
  return word;
}

static bool is_call(const struct btf *btf, int id) {
  const struct btf_type *type = btf__type_by_id(btf, id);
  return btf_is_typedef(type) && strcmp(btf__name_by_offset(btf, type->name_off), "syscall_nr") == 0;
}

static long long read_number(const struct btf_type *type, const char *bytes) {
  bool is_signed = btf_is_int(type) && (btf_int_encoding(type) & BTF_INT_SIGNED);
  switch (type->size) {
    case 1: return is_signed ? *(const signed char *)bytes : *(const unsigned char *)bytes;
    case 2: return is_signed ? *(const short *)bytes : *(const unsigned short *)bytes;
    case 4: return is_signed ? *(const int *)bytes : *(const unsigned *)bytes;
    default: return *(const long long *)bytes;
  }
}

static struct cell read_cell(const struct btf *btf, int id, const char *bytes) {
  const struct btf_type *type = btf__type_by_id(btf, btf__resolve_type(btf, id));
  if (btf_is_array(type)) return (struct cell){.text = make_word(bytes, btf_array(type)->nelems)};
  long long number = read_number(type, bytes);
  bool named = is_call(btf, id) && number >= 0 && number < (long long)(sizeof names / sizeof *names) &&
               names[number] != NULL;
  char digits[32];
  snprintf(digits, sizeof digits, "%lld", number);
  return (struct cell){.text = or_die(strdup(named ? names[number] : digits)), .is_number = !named, .number = number};
}

static bool can_be_shown(const struct btf *btf, int id) {
  int resolved = btf__resolve_type(btf, id);
  if (resolved < 0) return false;
  const struct btf_type *type = btf__type_by_id(btf, resolved);
  if (btf_is_array(type)) return btf__resolve_size(btf, btf_array(type)->type) == 1;
  return (btf_is_int(type) || btf_is_any_enum(type)) && type->size <= 8;
}

/* Calls `each` with the type, the place and the name of each column of a key or value; false where one has no words. */
static bool walk(const struct btf *btf, int id, const char *alone,
                 void (*each)(void *, int type, size_t offset, const char *name), void *with) {
  int resolved = btf__resolve_type(btf, id);
  if (resolved < 0) return false;
  const struct btf_type *type = btf__type_by_id(btf, resolved);
  if (!btf_is_struct(type)) {
    if (!can_be_shown(btf, id)) return false;
    each(with, id, 0, alone);
    return true;
  }
  for (int at = 0; at < btf_vlen(type); at++) {
    const struct btf_member *member = btf_members(type) + at;
    if (btf_member_bitfield_size(type, at) != 0 || !can_be_shown(btf, member->type)) return false;
    each(with, member->type, btf_member_bit_offset(type, at) / 8, btf__name_by_offset(btf, member->name_off));
  }
  return true;
}

struct row {
  struct table *table;
  const struct btf *btf;
  const char *bytes;
  int column;
};

static void add_title(void *with, int type, size_t offset, const char *name) {
  (void)type, (void)offset;
  struct table *table = with;
  if (table->columns < MOST_COLUMNS) table->titles[table->columns++] = or_die(strdup(name));
}

static void add_cell(void *with, int type, size_t offset, const char *name) {
  (void)name;
  struct row *row = with;
  if (row->column < row->table->columns)
    row->table->cells[row->table->rows * row->table->columns + row->column++] =
        read_cell(row->btf, type, row->bytes + offset);
}

static int columns_to_sort;
static int compare_rows(const void *one, const void *other) {
  for (int column = 0; column < columns_to_sort; column++) {
    const struct cell *a = (const struct cell *)one + column, *b = (const struct cell *)other + column;
    int order = a->is_number && b->is_number ? (a->number > b->number) - (a->number < b->number)
                                             : strcmp(a->text, b->text);
    if (order != 0) return order;
  }
  return 0;
}

/* A title stands over what is in its column: at the right over numbers. Nothing follows the last word of a line. */
static void print_word(FILE *out, const char *text, int width, bool at_right, bool last) {
  if (at_right) fprintf(out, "%*s%s", width, text, last ? "\n" : "  ");
  else fprintf(out, last ? "%-*s\n" : "%-*s  ", last ? 0 : width, text);
}

static void print_table(FILE *out, const struct table *table) {
  int widths[MOST_COLUMNS] = {0};
  for (int column = 0; column < table->columns; column++) {
    widths[column] = strlen(table->titles[column]);
    for (size_t row = 0; row < table->rows; row++) {
      int width = strlen(table->cells[row * table->columns + column].text);
      if (width > widths[column]) widths[column] = width;
    }
  }
  int last = table->columns - 1;
  for (int column = 0; column <= last; column++)
    print_word(out, table->titles[column], widths[column], table->rows > 0 && table->cells[column].is_number,
               column == last);
  for (size_t row = 0; row < table->rows; row++)
    for (int column = 0; column <= last; column++) {
      const struct cell *cell = table->cells + row * table->columns + column;
      print_word(out, cell->text, widths[column], cell->is_number, column == last);
    }
}

/* Prints the entries as they are now, in the order of their keys. An entry that goes meanwhile is left out. */
static void show(FILE *out, struct bpf_object *const *objects, int count, const char *name) {
  struct bpf_map *map = NULL;
  const struct bpf_object *object = NULL;
  for (int at = 0; at < count && map == NULL; at++) map = bpf_object__find_map_by_name(object = objects[at], name);
  if (map == NULL) {
    fprintf(out, "!bpf-show: no map is called %s; there are", name);
    for (int at = 0; at < count; at++)
      bpf_object__for_each_map(map, objects[at]) fprintf(out, " %s", bpf_map__name(map));
    fprintf(out, "\n");
    return;
  }
  const struct btf *btf = bpf_object__btf(object);
  struct table table = {0};
  int key_type = bpf_map__btf_key_type_id(map), value_type = bpf_map__btf_value_type_id(map);
  size_t key_size = bpf_map__key_size(map), value_size = bpf_map__value_size(map), most = bpf_map__max_entries(map);
  if (btf == NULL || key_type == 0 || value_type == 0 || !walk(btf, key_type, "key", add_title, &table) ||
      !walk(btf, value_type, name, add_title, &table)) {
    fprintf(out, "!bpf-show: the types of %s are none that could be shown: structs of numbers and char arrays are\n", name);
    return;
  }
  char *key = or_die(calloc(1, key_size)), *value = or_die(calloc(1, value_size));
  table.cells = or_die(calloc(most * table.columns, sizeof *table.cells));
  for (void *previous = NULL; table.rows < most && bpf_map__get_next_key(map, previous, key, key_size) == 0;
       previous = key) {
    if (bpf_map__lookup_elem(map, key, key_size, value, value_size, 0) != 0) continue;
    struct row row = {.table = &table, .btf = btf, .bytes = key};
    walk(btf, key_type, "key", add_cell, &row);
    row.bytes = value;
    walk(btf, value_type, name, add_cell, &row);
    table.rows++;
  }
  columns_to_sort = table.columns;
  qsort(table.cells, table.rows, table.columns * sizeof *table.cells, compare_rows);
  print_table(out, &table);
  for (size_t at = 0; at < table.rows * table.columns; at++) free(table.cells[at].text);
  for (int column = 0; column < table.columns; column++) free(table.titles[column]);
  free(table.cells), free(key), free(value);
}

static socklen_t fill(struct sockaddr_un *to) {
  *to = (struct sockaddr_un){.sun_family = AF_UNIX};
  memcpy(to->sun_path, address, sizeof address - 1);
  return offsetof(struct sockaddr_un, sun_path) + sizeof address - 1;
}

static int fail(const char *what) {
  fprintf(stderr, "bpf-run: %s: %s\n", what, strerror(errno));
  return 1;
}

/* Somebody who asks and does not read what is answered holds nobody up for longer than two seconds. */
static void answer(int listener, struct bpf_object *const *objects, int count) {
  int asked = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  if (asked < 0) return;
  struct timeval patience = {.tv_sec = 2};
  setsockopt(asked, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(asked, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  char question[LONGEST_QUESTION] = {0};
  ssize_t length = recv(asked, question, sizeof question - 1, 0);
  FILE *out = fdopen(asked, "w");
  if (length > 0 && out != NULL) {
    question[strcspn(question, "\n")] = '\0';
    if (question[0] != '-') show(out, objects, count, question);
  }
  if (out != NULL) fclose(out);
  else close(asked);
}

static int ask(const char *question) {
  struct sockaddr_un to;
  socklen_t length = fill(&to);
  int with = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (with < 0 || connect(with, (struct sockaddr *)&to, length) != 0) {
    fprintf(stderr, "bpf-show: bpf-run does not run in this container, or could not load its programs\n");
    return 1;
  }
  if (dprintf(with, "%s\n", question) < 0) return fail("ask");
  char bytes[4096];
  bool first = true, wrong = false;
  for (ssize_t got; (got = read(with, bytes, sizeof bytes)) > 0; first = false) {
    wrong = wrong || (first && bytes[0] == '!');
    if (fwrite(bytes + (first && wrong), 1, got - (first && wrong), wrong ? stderr : stdout) == 0) return 1;
  }
  return wrong ? 1 : 0;
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

static int run(char *const *paths, int count) {
  static struct bpf_object *objects[MOST_OBJECTS];
  if (count > MOST_OBJECTS) return errno = E2BIG, fail("objects");
  for (int at = 0; at < count; at++) {
    if ((objects[at] = load(paths[at])) == NULL) return 1;
    struct bpf_program *program;
    bpf_object__for_each_program(program, objects[at]) {
      if (bpf_program__attach(program) == NULL) {
        fprintf(stderr, "bpf-run: %s is not attached to %s: %s\n", bpf_program__name(program),
                bpf_program__section_name(program), strerror(errno));
        return 1;
      }
      printf("%s: attached to %s\n", bpf_program__name(program), bpf_program__section_name(program));
    }
  }
  fflush(stdout);
  struct sockaddr_un at;
  socklen_t length = fill(&at);
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&at, length) != 0 || listen(listener, 16) != 0)
    return fail("listen");
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  sigprocmask(SIG_BLOCK, &ends, NULL);
  signal(SIGPIPE, SIG_IGN);
  struct pollfd waits[] = {{.fd = listener, .events = POLLIN},
                           {.fd = signalfd(-1, &ends, SFD_CLOEXEC), .events = POLLIN}};
  for (;;) {
    if (poll(waits, 2, -1) < 0 && errno != EINTR) return fail("poll");
    if (waits[1].revents != 0) return 0;
    if (waits[0].revents != 0) answer(listener, objects, count);
  }
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
