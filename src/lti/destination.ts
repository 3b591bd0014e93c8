/** Something of ours that a platform can link to. */
export interface LtiDestination {
  /** What a link carries; it stays the same for ever. */
  readonly id: string;
  readonly title: string;
  /** Where it is, as a path of our own origin. */
  readonly path: string;
  /** The most that can be earned; undefined where nothing is graded. */
  readonly points?: number;
  /** The course of ours in which alone it can be linked; undefined of what any course can. */
  readonly course?: string;
}

/** All of them, as the server finds them: labs, assignments. */
export interface LtiDestinations {
  /** What can be linked in a course of ours; undefined is one that is none here yet. */
  list(course: string | undefined): readonly LtiDestination[];
  find(id: string): LtiDestination | undefined;
}
