/** The title of a check where it has values that differ from run to run: the page is built with those of the book. */
import type { Check } from '../lab/checks/check.ts';
import { titleOf } from '../lab/checks/judge.ts';
import { fillAll, type Vars } from '../lab/manifest/vars.ts';
import { matcherOf } from '../lab/matchers/expectation.ts';

/** A piece of a title; `name` is that of the value that it is. */
export interface TitlePiece {
  readonly text: string;
  readonly name?: string;
}

/**
 * A matcher's title says "your size" of a value, since it is one for all learners; here the value stands in its place. A
 * title that an author wrote stays as it is. Throws where the title with the values says something else than they alone.
 */
export function titlePieces(check: Check, vars: Vars): readonly TitlePiece[] {
  const whole = titleOf(check);
  if (check.title !== undefined || !check.expect) return [{ text: whole }];
  const matcher = matcherOf(check.expect);
  const pieces = splitAtValues(whole, vars);
  const who = whole.slice(0, whole.length - matcher.title(check.expect).length);
  const filled = who + matcher.title(fillAll(check.expect, vars));
  if (pieces.map(({ text }) => text).join('') !== filled)
    throw new Error(`The title “${whole}” is “${filled}” with its values, which are not told apart in it.`);
  return pieces;
}

function splitAtValues(title: string, vars: Vars): readonly TitlePiece[] {
  const names = new Map(Object.keys(vars).map((name) => [`your ${name.replaceAll('_', ' ')}`, name]));
  if (names.size === 0) return [{ text: title }];
  // The longer first: `your size of mail` is not `your size`.
  const words = [...names.keys()].toSorted((one, other) => other.length - one.length);
  return title
    .split(new RegExp(`(${words.join('|')})(?!\\w)`))
    .filter((text) => text !== '')
    .map((text): TitlePiece => {
      const name = names.get(text);
      return name === undefined ? { text } : { text: vars[name] ?? '', name };
    });
}
