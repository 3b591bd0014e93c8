/**
 * The chapters of the book by number, those that are not written yet among them. A chapter is written when
 * `content/ID.mdx` is there; a test holds the two together.
 */
export const bookPlan = [
  { id: 'start', number: 0, title: 'Start here' },
  { id: 'base-images', number: 1, title: 'Base images' },
  { id: 'runtimes', number: 2, title: 'Runtimes' },
  { id: 'capabilities', number: 3, title: 'Capabilities' },
  { id: 'syscalls', number: 4, title: 'Syscalls and filtering in the wild' },
  { id: 'namespaces', number: 5, title: 'Namespaces in the wild' },
  { id: 'seccomp', number: 6, title: 'Docker’s syscall filter' },
  { id: 'bpf', number: 7, title: 'BPF' },
  { id: 'sbom', number: 8, title: 'SBOM and provenance' },
  { id: 'stack', number: 9, title: 'Putting it together' },
  { id: 'cgroups', number: 10, title: 'Further reading' },
] as const;

export type ChapterId = (typeof bookPlan)[number]['id'];
export const chapterIds: readonly ChapterId[] = bookPlan.map(({ id }) => id);
