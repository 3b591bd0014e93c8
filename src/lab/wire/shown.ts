/** What whoever leads shows to a room, and what they let learners catch up with. */
import * as z from 'zod';
import { LabIdSchema } from '../lab-id.ts';
import { longestShown } from '../sessions/session-event.ts';

const Time = z.iso.datetime();
const Key = z.string().min(1).max(120);

/** What a room predicted at one place of the book: how many chose what, the most first. No names. */
export const RoomPredictionSchema = z
  .object({
    /** `base-images/setuid`: the chapter, and the prediction in it. */
    key: z.string(),
    answers: z.array(z.object({ value: z.string(), count: z.number() })),
  })
  .meta({ id: 'RoomPrediction' });
export type RoomPrediction = z.output<typeof RoomPredictionSchema>;

export const ShowSchema = z
  .discriminatedUnion('what', [
    z.object({
      what: z.literal('text'),
      title: z.string().trim().min(1).max(200),
      text: z.string().min(1).max(longestShown),
    }),
    /** A file of the lab as whoever shows it has it. */
    z.object({ what: z.literal('file'), lab: LabIdSchema, path: z.string().min(1).max(1_000) }),
    z.object({ what: z.literal('prediction'), key: Key }),
  ])
  .meta({ id: 'Show' });

/** That something is shown, without what it holds: that is asked for when it is looked at. */
export const ShownHeadSchema = z
  .object({
    id: z.string(),
    what: z.enum(['file', 'prediction']),
    /** What a file is called; of a prediction its key. */
    title: z.string(),
    by: z.string(),
    at: Time,
  })
  .meta({ id: 'ShownHead' });
export type ShownHead = z.output<typeof ShownHeadSchema>;

export const ShownContentSchema = z
  .discriminatedUnion('what', [
    z.object({
      id: z.string(),
      what: z.literal('file'),
      title: z.string(),
      text: z.string(),
      lab: LabIdSchema.optional(),
    }),
    z.object({ id: z.string(), what: z.literal('prediction'), prediction: RoomPredictionSchema }),
  ])
  .meta({ id: 'ShownContent' });
export type ShownContent = z.output<typeof ShownContentSchema>;

export const OfferCatchUpSchema = z
  .object({
    lab: LabIdSchema,
    /** Whom; all where it is left out. */
    person: z.string().min(1).max(64).optional(),
  })
  .meta({ id: 'OfferCatchUp' });

/** The solution of a lab that a learner may take over. */
export const CatchUpSchema = z
  .object({
    id: z.string(),
    lab: LabIdSchema,
    by: z.string(),
    at: Time,
    /** When the learner took it over; their own files were kept then. */
    takenAt: Time.optional(),
    /** When they brought their own files back. */
    backAt: Time.optional(),
  })
  .meta({ id: 'CatchUp' });
export type CatchUp = z.output<typeof CatchUpSchema>;

export const CatchUpLabSchema = z.object({ lab: LabIdSchema }).meta({ id: 'CatchUpLab' });

/** Files that were brought back, and those that could not be. */
export const BroughtBackSchema = z
  .object({ files: z.array(z.string()), left: z.array(z.string()) })
  .meta({ id: 'BroughtBack' });
