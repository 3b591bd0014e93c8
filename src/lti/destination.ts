/** Something of ours that a platform can link to. */
export interface LtiDestination {
  /** What a link carries; it stays the same for ever. */
  readonly id: string;
  readonly title: string;
  /** Where it is, as a path of our own origin. */
  readonly path: string;
  /** The most that can be earned; undefined where nothing is graded. */
  readonly points?: number;
}

/** All of them, as the server finds them: labs, assignments. */
export interface LtiDestinations {
  list(): readonly LtiDestination[];
  find(id: string): LtiDestination | undefined;
}
