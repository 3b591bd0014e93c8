/** What a learner is called on the board and on the projector. */

/** The longest name that is taken, in characters as a reader counts them. */
export const longestName = 40;

/** They are seen by what they join or part, as in emoji and in Persian. */
const joiners = /\u200c|\u200d|\ufe0f/gu;

/** Why a name cannot be used, for whoever typed it. */
export type NameFault = 'empty' | 'too-long' | 'unprintable';

/**
 * The name as it is kept: composed (NFC), with single spaces. A fault where nothing is left to see, where it is longer
 * than `longestName`, or where it has signs that change how other text is read (controls, directions, surrogates).
 */
export function parseName(typed: string): { readonly name: string } | { readonly fault: NameFault } {
  if (typed.length > 1_000) return { fault: 'too-long' };
  const name = typed.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
  if (
    /\p{Default_Ignorable_Code_Point}/u.test(name.replaceAll(joiners, '')) ||
    /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u.test(name)
  )
    return { fault: 'unprintable' };
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(name.replaceAll('\u2800', ''))) return { fault: 'empty' };
  const count = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(name)].length;
  return count > longestName || name.length > 4 * longestName ? { fault: 'too-long' } : { name };
}

/** The name, with a number where somebody of the session is called so already: `Anna`, `Anna 2`. */
export function aliasFor(name: string, taken: readonly string[]): string {
  const known = new Set(taken.map(fold));
  let number = 1;
  const called = () => (number === 1 ? name : `${name} ${number}`);
  while (known.has(fold(called()))) number += 1;
  return called();
}

/** Names that a reader could take for one another are one. */
const fold = (name: string): string => name.normalize('NFKC').replaceAll(joiners, '').toLocaleLowerCase('en');
