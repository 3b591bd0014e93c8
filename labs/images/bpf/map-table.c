/* A map of a BPF program as a table, by the types that the program's object tells of it (BTF). */
#define _GNU_SOURCE
#include "map-table.h"
#include <bpf/btf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

enum { MOST_COLUMNS = 16, MOST_ROWS = 65536 };

static const char *const names[] = {
#include "names.h"
};

struct cell {
  char *text;
  bool is_number; /* Whether the text is one, so that it is sorted by what it is worth, and stands at the right. */
  bool is_negative;
  unsigned long long number;
};
struct table {
  int columns;
  char *titles[MOST_COLUMNS];
  struct cell *cells; /* `columns` of them a row */
  size_t rows;
};

void *or_die(void *memory) {
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

static bool is_signed(const struct btf_type *type) {
  return btf_is_int(type) && (btf_int_encoding(type) & BTF_INT_SIGNED);
}

/* With the sign in all bits above, as C widens numbers. */
static unsigned long long read_number(const struct btf_type *type, const char *bytes) {
  bool widens = is_signed(type);
  if (type->size == 1 && widens) return *(const signed char *)bytes;
  if (type->size == 2 && widens) return *(const short *)bytes;
  if (type->size == 4 && widens) return *(const int *)bytes;
  if (type->size == 1) return *(const unsigned char *)bytes;
  if (type->size == 2) return *(const unsigned short *)bytes;
  if (type->size == 4) return *(const unsigned *)bytes;
  return *(const unsigned long long *)bytes;
}

static struct cell read_cell(const struct btf *btf, int id, const char *bytes) {
  const struct btf_type *type = btf__type_by_id(btf, btf__resolve_type(btf, id));
  if (btf_is_array(type)) return (struct cell){.text = make_word(bytes, btf_array(type)->nelems)};
  unsigned long long number = read_number(type, bytes);
  bool negative = is_signed(type) && (long long)number < 0;
  bool named = is_call(btf, id) && number < sizeof names / sizeof *names && names[number] != NULL;
  char digits[32];
  snprintf(digits, sizeof digits, negative ? "%lld" : "%llu", number);
  return (struct cell){.text = or_die(strdup(named ? names[number] : digits)),
                       .is_number = !named,
                       .is_negative = negative,
                       .number = number};
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
  if (table->columns < MOST_COLUMNS) table->titles[table->columns] = or_die(strdup(name));
  table->columns++;
}

static void add_cell(void *with, int type, size_t offset, const char *name) {
  (void)name;
  struct row *row = with;
  if (row->column < row->table->columns)
    row->table->cells[row->table->rows * row->table->columns + row->column++] =
        read_cell(row->btf, type, row->bytes + offset);
}

static int columns_to_sort;
static int compare_cells(const struct cell *one, const struct cell *other) {
  if (!one->is_number || !other->is_number) return strcmp(one->text, other->text);
  if (one->is_negative != other->is_negative) return one->is_negative ? -1 : 1;
  return (one->number > other->number) - (one->number < other->number);
}

static int compare_rows(const void *one, const void *other) {
  for (int column = 0; column < columns_to_sort; column++) {
    int order = compare_cells((const struct cell *)one + column, (const struct cell *)other + column);
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

/* Maps whose entries are one value each: of those that count for each processor, no value is the entry's alone. */
static bool has_entries(const struct bpf_map *map) {
  switch (bpf_map__type(map)) {
    case BPF_MAP_TYPE_HASH:
    case BPF_MAP_TYPE_LRU_HASH:
    case BPF_MAP_TYPE_ARRAY: return true;
    default: return false;
  }
}

/* Reads the entries, of which one that goes meanwhile is left out; false where there are more than MOST_ROWS. */
static bool read_rows(const struct bpf_map *map, const struct btf *btf, struct table *table) {
  int key_type = bpf_map__btf_key_type_id(map), value_type = bpf_map__btf_value_type_id(map);
  size_t key_size = bpf_map__key_size(map), value_size = bpf_map__value_size(map), room = 0;
  char *key = or_die(calloc(1, key_size)), *value = or_die(calloc(1, value_size));
  void *previous = NULL;
  while (table->rows < MOST_ROWS && bpf_map__get_next_key(map, previous, key, key_size) == 0) {
    previous = key;
    if (bpf_map__lookup_elem(map, key, key_size, value, value_size, 0) != 0) continue;
    if (table->rows == room) {
      room = room == 0 ? 256 : 2 * room;
      table->cells = or_die(realloc(table->cells, room * table->columns * sizeof *table->cells));
    }
    struct row row = {.table = table, .btf = btf, .bytes = key};
    walk(btf, key_type, "key", add_cell, &row);
    row.bytes = value;
    walk(btf, value_type, "", add_cell, &row);
    table->rows++;
  }
  free(key), free(value);
  return table->rows < MOST_ROWS;
}

/* Where a key goes while the map is walked, the kernel begins again: a key that was met twice is shown once. */
static void drop_repeated(struct table *table, int key_columns) {
  size_t kept = 0, bytes = table->columns * sizeof *table->cells;
  for (size_t row = 0; row < table->rows; row++) {
    struct cell *cells = table->cells + row * table->columns, *before = table->cells + (kept - 1) * table->columns;
    bool repeated = kept > 0;
    for (int column = 0; column < key_columns && repeated; column++)
      repeated = compare_cells(cells + column, before + column) == 0;
    if (!repeated) memmove(table->cells + kept++ * table->columns, cells, bytes);
    else for (int column = 0; column < table->columns; column++) free(cells[column].text);
  }
  table->rows = kept;
}

struct bpf_map *find_map(struct bpf_object *const *objects, int count, const char *name,
                                struct bpf_object **found) {
  struct bpf_map *map = NULL;
  for (int at = 0; at < count && map == NULL; at++) map = bpf_object__find_map_by_name(*found = objects[at], name);
  return map;
}

void show_map(FILE *out, struct bpf_object *const *objects, int count, const char *name) {
  struct bpf_object *object;
  struct bpf_map *map = find_map(objects, count, name, &object);
  if (map == NULL) {
    fprintf(out, "!bpf-show: no map is called %s; there are", name);
    for (int at = 0; at < count; at++)
      bpf_object__for_each_map(map, objects[at]) fprintf(out, " %s", bpf_map__name(map));
    fprintf(out, "\n");
    return;
  }
  const struct btf *btf = bpf_object__btf(object);
  struct table table = {0};
  int key_type = bpf_map__btf_key_type_id(map), value_type = bpf_map__btf_value_type_id(map), key_columns = 0;
  bool can = has_entries(map) && btf != NULL && key_type != 0 && value_type != 0 &&
             walk(btf, key_type, "key", add_title, &table);
  key_columns = table.columns;
  can = can && walk(btf, value_type, name, add_title, &table) && table.columns <= MOST_COLUMNS;
  if (!can)
    fprintf(out, "!bpf-show: %s cannot be shown: hashes and arrays are, of structs of numbers and char arrays with "
            "up to %d members\n", name, MOST_COLUMNS);
  else if (!read_rows(map, btf, &table))
    fprintf(out, "!bpf-show: %s has too much to be shown: %d entries or more\n", name, MOST_ROWS);
  else {
    columns_to_sort = table.columns;
    qsort(table.cells, table.rows, table.columns * sizeof *table.cells, compare_rows);
    drop_repeated(&table, key_columns);
    print_table(out, &table);
  }
  for (size_t at = 0; at < table.rows * table.columns; at++) free(table.cells[at].text);
  for (int column = 0; column < table.columns && column < MOST_COLUMNS; column++) free(table.titles[column]);
  free(table.cells);
}
