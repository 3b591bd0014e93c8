/** Numbers that look drawn and come again for the same seed: a simulation that went wrong can be played once more. */
export interface Drawn {
  /** From 0 up to, and without, 1. */
  next(): number;
  /** A whole number of a range, both ends included. */
  between(least: number, most: number): number;
}

/** SplitMix32 (Steele, Lea and Flood 2014, with 32 bits). Nothing secret is made of it. */
export function drawFrom(seed: number): Drawn {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  return { next, between: (least, most) => least + Math.floor(next() * (most - least + 1)) };
}
