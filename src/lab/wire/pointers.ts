/** What somebody who teaches points out to one learner: a line to type, or a few words. */
import * as z from 'zod';

/**
 * As it is put behind a prompt. Without controls it presses no key, Enter neither; without marks of direction (Unicode
 * Standard Annex #9) it is read in the order in which it runs.
 */
const Line = z
  .string()
  .trim()
  .min(1)
  .max(1_000)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u, 'is one line, without control characters');

export const SendPointerSchema = z
  .object({ line: Line.optional(), note: z.string().trim().min(1).max(500).optional() })
  .refine(({ line, note }) => line !== undefined || note !== undefined, 'has a line, a note or both')
  .meta({ id: 'SendPointer' });
export type SendPointer = z.output<typeof SendPointerSchema>;

const answers = ['inserted', 'dismissed'] as const;

export const AnswerPointerSchema = z.object({ answer: z.enum(answers) }).meta({ id: 'AnswerPointer' });
export type PointerAnswer = z.output<typeof AnswerPointerSchema>['answer'];

export const PointerSchema = z
  .object({
    id: z.string(),
    person: z.string(),
    /** What whoever sent it is called. */
    author: z.string(),
    line: z.string().optional(),
    note: z.string().optional(),
    at: z.iso.datetime(),
    state: z.enum(['sent', ...answers]),
  })
  .meta({ id: 'Pointer' });
export type PointerView = z.output<typeof PointerSchema>;
