/**
 * Arithmetic of points. An amount is a whole number of hundredths, and each step is rounded half up, once: what is
 * said aloud is what is reckoned with, and can be added up with a pencil.
 */
import * as z from 'zod';

/** A hundred of them are one point. */
export type Hundredths = number;

/** Points as people write them: not negative, at most two decimals, at most 100,000. */
export const PointsSchema = z
  .number()
  .min(0)
  .max(100_000)
  .refine(hasTwoDecimals, 'expected at most two decimals');

/** Percent from 0 to 100, at most two decimals. */
export const PercentSchema = z
  .number()
  .min(0)
  .max(100)
  .refine(hasTwoDecimals, 'expected at most two decimals');

/** Whether a number is meant with two decimals at most; a float is off by far less than this looks at. */
export function hasTwoDecimals(value: number): boolean {
  return Math.abs(value * 100 - Math.round(value * 100)) < 1e-6;
}

export const toHundredths = (points: number): Hundredths => Math.round(points * 100);
export const toPoints = (hundredths: Hundredths): number => hundredths / 100;

/** `amount × of these / of those`, rounded half up. Not negative; `of` is more than 0. */
export function share(amount: Hundredths, part: number, of: number): Hundredths {
  const doubled = 2n * BigInt(amount) * BigInt(part) + BigInt(of);
  return Number(doubled / (2n * BigInt(of)));
}

/** `7.5`, `10`: no more decimals than it needs. */
export const sayPoints = (hundredths: Hundredths): string => String(toPoints(hundredths));

/** `7.5 points`, `1 point`. */
export const sayPointsOf = (hundredths: Hundredths): string =>
  `${sayPoints(hundredths)} ${hundredths === 100 ? 'point' : 'points'}`;
