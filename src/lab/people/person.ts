export interface Person {
  readonly id: string;
  readonly name: string;
}

/** One or more people who work together: it owns seats, runs and submissions. */
export interface Party {
  readonly id: string;
}
