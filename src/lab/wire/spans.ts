import * as z from 'zod';

/** Where the time of a job or a check went: milliseconds by name, for whoever looks for what is slow. */
export const SpansSchema = z.record(z.string(), z.number()).meta({ id: 'Spans' });
export type Spans = Readonly<z.output<typeof SpansSchema>>;
