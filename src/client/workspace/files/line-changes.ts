/** A run of lines that differs between two texts; lines count from 1, an end of 0 means none, as Monaco has it. */
export interface LineChange {
  readonly originalStartLineNumber: number;
  readonly originalEndLineNumber: number;
  readonly modifiedStartLineNumber: number;
  readonly modifiedEndLineNumber: number;
}

/** `original` with one change taken over from `modified`; everything else stays as it is. */
export function takeOver(original: string, modified: string, change: LineChange): string {
  const mine = original.split('\n');
  const theirs = modified.split('\n');
  const taken =
    change.modifiedEndLineNumber === 0
      ? []
      : theirs.slice(change.modifiedStartLineNumber - 1, change.modifiedEndLineNumber);
  const inserts = change.originalEndLineNumber === 0;
  const from = inserts ? change.originalStartLineNumber : change.originalStartLineNumber - 1;
  const to = inserts ? from : change.originalEndLineNumber;
  return [...mine.slice(0, from), ...taken, ...mine.slice(to)].join('\n');
}

/** The change in which a line of the modified text lies, or the next one below, or the last. */
export function findChangeAt(changes: readonly LineChange[], line: number): LineChange | undefined {
  return (
    changes.find(
      (change) => line <= Math.max(change.modifiedEndLineNumber, change.modifiedStartLineNumber),
    ) ?? changes.at(-1)
  );
}
