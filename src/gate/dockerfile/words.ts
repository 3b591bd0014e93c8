/** How an instruction of a Dockerfile falls into flags and words. */

/** Spaces between words. */
export const spaces = /[\t\v\f\r ]+/;

/** Words between spaces, whatever quotes say: how sources and names of images are told apart. */
export const wordsOf = (text: string): readonly string[] => text.split(spaces).filter((word) => word !== '');

/** A text with quotes and escapes taken out, as far as no variable decides. */
export const unquoted = (text: string): string => text.replace(/['"\\`]/g, '');

/** Words as a shell has them, quotes and backslashes left in; undefined where a quote is not closed. */
export function shellWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === '\\' && quote !== "'") {
      word += char + text.charAt(index + 1);
      index += 1;
    } else if (quote !== '') {
      word += char;
      if (char === quote) quote = '';
    } else if (char === "'" || char === '"') {
      word += char;
      quote = char;
    } else if (spaces.test(char)) {
      if (word !== '') words.push(word);
      word = '';
    } else word += char;
  }
  if (word !== '') words.push(word);
  return quote === '' ? words : undefined;
}

export interface Flags {
  /** `--name=value`, without quotes. */
  readonly flags: readonly string[];
  /** What comes after them. */
  readonly rest: string;
  /** One that builders read differently: with an escape in it, or beyond ASCII. */
  readonly odd: string | undefined;
}

/** The flags that an instruction begins with. */
export function splitFlags(text: string): Flags {
  const flags: string[] = [];
  let rest = text.trimStart();
  let odd: string | undefined;
  while (rest.startsWith('--')) {
    const flag = /^(?:'[^']*'|"[^"]*"|[^\s'"])+/.exec(rest)?.[0] ?? rest;
    rest = rest.slice(flag.length);
    // A quote that nothing closes is left of it.
    if (!/^[\x20-\x5b\x5d-\x5f\x61-\x7e]*$/.test(flag) || /^['"]/.test(rest)) odd ??= `${flag}${rest}`;
    rest = rest.trimStart();
    if (flag === '--') break;
    flags.push(unquoted(flag));
  }
  return { flags, rest, odd };
}
