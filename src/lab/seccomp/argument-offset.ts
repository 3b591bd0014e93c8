/** Where the low half of an argument begins in `struct seccomp_data`, in bytes; the high half is four bytes after. */
export const argumentOffset = (index: number) => 16 + 8 * index;
