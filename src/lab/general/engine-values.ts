/** Values of the Engine API, which writes null, or leaves out, what is empty, zero or false. */
import * as z from 'zod';

export const list = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
export const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
