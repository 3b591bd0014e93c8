import * as z from 'zod';

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `30m`, `1.5h`, `2d`, in milliseconds. */
export const DurationSchema = z
  .string()
  .regex(/^\d+(\.\d+)?[smhd]$/i)
  .transform((text) => Number.parseFloat(text) * (unitMs[text.slice(-1).toLowerCase()] ?? 0))
  .pipe(z.number().positive());
