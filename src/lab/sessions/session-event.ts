/** What was done in a session that is no word and no standing. */
import * as z from 'zod';
import { LabIdSchema } from '../lab-id.ts';
import { StuckRuleSchema } from './stuck.ts';

/** The longest text that is shown to a room, in characters. */
export const longestShown = 200_000;

/** What whoever leads shows to all: a file as it was then, or what the room predicted. */
export const ShownSchema = z.discriminatedUnion('what', [
  z.object({
    what: z.literal('file'),
    /** What it is called: a path of a lab's workspace, or words. */
    title: z.string(),
    text: z.string(),
    lab: LabIdSchema.optional(),
  }),
  z.object({ what: z.literal('prediction'), key: z.string() }),
]);
export type Shown = z.output<typeof ShownSchema>;

const nothing = z.object({});

/** What belongs to an event of each kind. */
export const sessionEventData = {
  /** A learner was taken out. */
  removed: nothing,
  /** A learner's personal link was made anew; earlier ones let nobody in any more. */
  'link-renewed': nothing,
  /** Shown to all, until the next one, or until it is ended. */
  shown: ShownSchema,
  'shown-ended': nothing,
  /** A learner, or all, may take the solution of a lab over. */
  'catch-up': z.object({ lab: LabIdSchema }),
  /** A learner took it over; which files they had, by the hash of their content, empty where it is no text. */
  'caught-up': z.object({
    lab: LabIdSchema,
    files: z.array(z.object({ path: z.string(), hash: z.string() })),
  }),
  /** When somebody is called stuck or away from now on. */
  'stuck-rule': StuckRuleSchema,
  /** They put their own files back. */
  'brought-back': z.object({ lab: LabIdSchema }),
} as const;

export type SessionEventKind = keyof typeof sessionEventData;
export type SessionEventData<Kind extends SessionEventKind> = z.output<(typeof sessionEventData)[Kind]>;

export interface SessionEvent<Kind extends SessionEventKind> {
  readonly id: string;
  /** Whom it concerns; undefined where it is for all. */
  readonly person: string | undefined;
  /** The name of who did it. */
  readonly by: string;
  readonly data: SessionEventData<Kind>;
  readonly at: string;
}
