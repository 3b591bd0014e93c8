import { closest, distance } from 'fastest-levenshtein';

/** The word of `known` nearest to `word`, where it is near enough to be a misspelling. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(word, [...known]);
  return distance(word, best) <= Math.max(2, word.length / 3) ? best : undefined;
}
