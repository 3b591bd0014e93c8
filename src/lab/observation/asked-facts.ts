/**
 * Facts that cost something to look at, and so are looked at only where a check or a question asks for them. A matcher
 * says which it wants (`asks`).
 */

/**
 * `namespaces`: those of processes that are elsewhere than their container's first one. `bpf`: attached programs.
 * `sockets`: which processes hold the sockets that listen.
 */
export type AskedFact = 'namespaces' | 'bpf' | 'sockets';

/** What a lab asks for. */
export interface AskedFacts {
  readonly facts: readonly AskedFact[];
  /** Whether images have to be read, and for which texts they are searched. */
  readonly images: { readonly texts: readonly string[] } | undefined;
  /** What the host has to be tried for. */
  readonly abilities: readonly string[];
}
