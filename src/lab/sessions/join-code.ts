/**
 * The code of a session, as it is projected, said and typed: eight signs of Crockford's base 32
 * (crockford.com/base32.html), the last of which checks the other seven. Seven signs are 35 bits.
 */

/** Without I, L, O and U: no sign is taken for another one, and few words come about. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const drawnSigns = 7;

/** A code of random values below 32, one for each sign that is drawn. */
export function makeJoinCode(drawBelow: (bound: number) => number): string {
  const drawn = Array.from({ length: drawnSigns }, () => drawBelow(signs.length));
  return [...drawn, checkOf(drawn)].map((value) => signs.charAt(value)).join('');
}

/** `K7QF3M2X` as it is shown: `K7QF-3M2X`. */
export const showJoinCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/**
 * The code that somebody typed: small letters, spaces and hyphens are forgiven, and I, L and O are read as 1, 1 and 0.
 * Undefined where it is no code: too long or short, of other signs, or mistyped, as the last sign tells.
 */
export function parseJoinCode(typed: string): string | undefined {
  if (typed.length > 64) return undefined;
  const text = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}_.]/gu, '')
    .replaceAll(/[IL]/g, '1')
    .replaceAll('O', '0');
  const values = [...text].map((sign) => signs.indexOf(sign));
  if (values.length !== drawnSigns + 1 || values.includes(-1)) return undefined;
  return checkOf(values.slice(0, drawnSigns)) === values[drawnSigns] ? text : undefined;
}

/**
 * A weighted sum: weights are odd, so that one wrong sign always changes it, and differ, so that most exchanges of two
 * signs do.
 */
function checkOf(values: readonly number[]): number {
  const sum = values.reduce((all, value, place) => all + value * (2 * place + 3), 0);
  return sum % signs.length;
}
