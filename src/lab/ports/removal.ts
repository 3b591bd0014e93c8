/** What is outside the store of whoever is erased. The command line makes it of runner, seats and home. */
export interface Removal {
  /** Stops what parties run, and removes their files, on the server and in seats. Rejects where it cannot. */
  forgetParties(parties: ReadonlySet<string>): Promise<void>;
  /** Removes copies that were kept of files, by the SHA-256 of contents that nobody has any more. */
  forgetContents(contents: ReadonlySet<string>): Promise<void>;
  /** The database was written anew: replaces its copies. Resolves with paths in the home that still hold what went. */
  renewCopies(): Promise<readonly string[]>;
}

/** Where nothing is outside the store. */
export const nothingElse: Removal = {
  forgetParties: async () => undefined,
  forgetContents: async () => undefined,
  renewCopies: async () => [],
};
