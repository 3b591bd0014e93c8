import * as z from 'zod';

/** A program, and the service in copies of which it is run. */
export const AskWhySchema = z
  .object({ service: z.string().min(1).max(200), argv: z.array(z.string().max(10_000)).min(1).max(100) })
  .meta({ id: 'AskWhy' });
export type AskWhy = z.output<typeof AskWhySchema>;

export const TrialSchema = z.object({
  /** Undefined where it still ran when its time was over, or did not start. */
  status: z.number().optional(),
  /** Why the Engine did not start it. */
  refused: z.string().optional(),
  /** The last lines that it printed, both streams together. */
  output: z.string(),
});
/** What became of a program in a copy. */
export type Trial = z.output<typeof TrialSchema>;

export const DefenceSchema = z.object({
  /** Permanent: it stands in `--json`. */
  id: z.string(),
  /** Completes "It was refused by": a noun. */
  refuser: z.string(),
  /** How it is loosened in a compose file, and what is to be thought of first. */
  remedy: z.string(),
});
/** What may refuse a program something. */
export type Defence = z.output<typeof DefenceSchema>;

export const RefusalSchema = z
  .object({
    /**
     * `not-refused`: it does in a copy what it could not do in the container. `none-of-these`: with all of them off it
     * fails as before. `not-started`: the Engine does not start it, whatever is off.
     */
    found: z.enum(['not-refused', 'none-of-these', 'not-started', 'refused']),
    /** Each refuses: with all others off, it still fails. Empty unless `refused`. */
    refusers: z.array(DefenceSchema),
    /** Who else, alone, would have let it through: Docker's filter asks for capabilities too. */
    orElse: z.array(DefenceSchema),
    /** In a copy as it is, and in one with what refused loosened, or all. */
    before: TrialSchema,
    after: TrialSchema,
    /** What this Engine cannot give, so that nothing is known of it: a capability that it does not hold itself. */
    unavailable: z.array(DefenceSchema),
    /** What no copy can show, each the rest of a sentence that begins with "Not tried:". */
    untried: z.array(z.string()),
    /** How many copies were run. */
    trials: z.number(),
  })
  .meta({ id: 'Refusal' });
/** Who refused a program something, as found by experiment. */
export type Refusal = z.output<typeof RefusalSchema>;
