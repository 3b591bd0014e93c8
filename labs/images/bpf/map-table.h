#ifndef MAP_TABLE_H
#define MAP_TABLE_H
#include <bpf/libbpf.h>
#include <stdio.h>

/* The memory; where there is none, the program ends. */
void *or_die(void *memory);

/* The map of that name, of the first object that has one, and that object; NULL where none has. */
struct bpf_map *find_map(struct bpf_object *const *objects, int count, const char *name, struct bpf_object **found);

/* Prints the entries of a map as they are now, in the order of their keys; behind a `!` why they cannot be shown. */
void show_map(FILE *out, struct bpf_object *const *objects, int count, const char *name);
#endif
