/** What a line of a chain says of its own place, and what it is. */
export interface ChainLine {
  /** From 1, in the order in which they were given. */
  readonly line: number;
  readonly hash: string;
  readonly seq: number;
  readonly prev: string | null;
}

export interface ChainFault {
  /** The line at which the chain does not go on. */
  readonly line: number;
  readonly why: string;
}

export interface ChainReport {
  /** The number of the first, which has nothing before it if that is 1. */
  readonly first: number;
  readonly last: number;
  /** The hash of the last line: whoever kept it can tell whether anything behind it was taken away. */
  readonly head: string;
  readonly faults: readonly ChainFault[];
}

/**
 * Whether lines follow one another as they were signed: each names the hash of the one before. Names what was removed
 * in between, moved, put in twice, or changed. That the last lines are missing can only be told by their head; that the
 * first are, by the number of the first. Lines that could not be believed are left out by the caller, and named there.
 * Undefined where there are none.
 */
export function checkChain(lines: readonly ChainLine[]): ChainReport | undefined {
  const [first, ...rest] = lines;
  if (!first) return undefined;
  const lineOf = new Map(lines.map(({ hash, line }) => [hash, line]));
  const seen = new Map([[first.hash, first.line]]);
  const faults: ChainFault[] = [];
  if ((first.seq === 1) !== (first.prev === null))
    faults.push({ line: first.line, why: `says that it is number ${first.seq}, and ${nothing(first)}` });
  let before = first;
  for (const each of rest) {
    const why = whyNotNext(each, before, lineOf, seen);
    if (why !== undefined) faults.push({ line: each.line, why });
    if (!seen.has(each.hash)) seen.set(each.hash, each.line);
    before = each;
  }
  return { first: first.seq, last: before.seq, head: before.hash, faults };
}

function whyNotNext(
  { hash, seq, prev }: ChainLine,
  before: ChainLine,
  lineOf: ReadonlyMap<string, number>,
  seen: ReadonlyMap<string, number>,
): string | undefined {
  const same = seen.get(hash);
  if (same !== undefined) return `is line ${same} once more`;
  if (prev === before.hash)
    return seq === before.seq + 1
      ? undefined
      : `says that it is number ${seq}, behind number ${before.seq} on line ${before.line}`;
  const place = prev === null ? undefined : lineOf.get(prev);
  if (place !== undefined) return `was moved: it stands behind line ${place}, and not behind ${before.line}`;
  const gap = seq - before.seq - 1;
  if (gap === 1) return `does not follow line ${before.line}: number ${seq - 1} is missing between them`;
  if (gap > 1)
    return `does not follow line ${before.line}: numbers ${before.seq + 1} to ${seq - 1} are missing between them`;
  return `does not follow line ${before.line}: it is number ${seq} of another chain, or what stood before it was changed`;
}

const nothing = ({ prev }: ChainLine): string =>
  prev === null ? 'names nothing before it' : `names ${prev} before it`;
