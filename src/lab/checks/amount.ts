/** A number of a manifest, or a learner's: `{{count}}`, `{{size}} MiB`. */
import * as z from 'zod';

/** In a schema. The text has its number once the learner's values are put in. */
export const amount = (number: z.ZodNumber) =>
  z.union([
    number,
    z
      .string()
      .regex(
        /^(\{\{[a-z][a-z0-9_]*\}\}|\d+(\.\d+)?)( MB| MiB)?$/,
        'an amount is a number or {{name}}, with MB or MiB behind it where it is of bytes',
      ),
  ]);
export type Amount = number | string;

const units = { MB: 1_000_000, MiB: 1_048_576 };

/** Throws where a value was not put in, or is no number. */
export function numberOf(value: Amount): number {
  if (typeof value === 'number') return value;
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(?: (MB|MiB))?$/.exec(value) ?? [];
  if (digits === undefined) throw new Error(`“${value}” is no number`);
  return Number(digits) * (unit === 'MB' || unit === 'MiB' ? units[unit] : 1);
}

/** As `format` tells a number; a text stands for itself until its value is there. */
export const tellAmount = (value: Amount, format: (number: number) => string): string =>
  typeof value === 'string' && value.includes('{{') ? value : format(numberOf(value));
