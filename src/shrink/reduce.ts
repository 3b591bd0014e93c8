/**
 * Delta debugging: what can be left out of a set while something still passes, piece by piece, halves first. After
 * Andreas Zeller and Ralf Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (IEEE TSE 2002), of whose
 * ddmin this tries the complements. Whenever it is stopped, what is left has passed.
 */

/** Whether it passes with these; what was asked before may be asked again. Undefined: nothing more is tried. */
export type Passes<T> = (left: readonly T[]) => Promise<boolean | undefined>;

export interface Reduced<T> {
  readonly left: readonly T[];
  /** Each that is left was tried to be done without, alone. Not so where it was stopped before. */
  readonly isMinimal: boolean;
}

/** `all` has to pass. Every set that is asked about is smaller than one that passed. */
export async function reduce<T>(all: readonly T[], passes: Passes<T>): Promise<Reduced<T>> {
  if (all.length === 0) return { left: all, isMinimal: true };
  const none = await passes([]);
  if (none !== false) return { left: none ? [] : all, isMinimal: none === true };
  if (all.length === 1) return { left: all, isMinimal: true };
  let left = all;
  for (let size = Math.ceil(all.length / 2); ; size = Math.ceil(size / 2)) {
    const swept = await sweep(left, size, passes);
    left = swept.left;
    if (swept.isStopped) return { left, isMinimal: false };
    if (size === 1) return { left, isMinimal: true };
  }
}

/** Once over the set, in pieces of a size: each that is not needed goes at once. */
async function sweep<T>(
  all: readonly T[],
  size: number,
  passes: Passes<T>,
): Promise<{ readonly left: readonly T[]; readonly isStopped: boolean }> {
  let left = all;
  for (let at = 0; at < all.length; at += size) {
    const piece = new Set(all.slice(at, at + size));
    const rest = left.filter((each) => !piece.has(each));
    const passed = await passes(rest);
    if (passed === undefined) return { left, isStopped: true };
    if (passed) left = rest;
  }
  return { left, isStopped: false };
}
