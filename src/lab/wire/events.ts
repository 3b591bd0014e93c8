/** What is told of a lab while somebody looks: server-sent events, each under its type. */
import * as z from 'zod';
import { AnyObservationSchema } from '../observation/observation-schema.ts';
import { upgradeObservation } from '../observation/observation-upgrade.ts';
import { CheckReportSchema } from './checks.ts';
import { ErrorReportSchema } from './error-report.ts';
import { HealthSchema } from './host.ts';
import { jobKinds } from './jobs.ts';
import { LabStatusSchema } from './labs.ts';

/** An observation of any version so far, read as one of this. */
export const ObservationSchema = AnyObservationSchema.transform(upgradeObservation);

const BeforeJobSchema = z.object({ job: z.enum(jobKinds), observation: ObservationSchema }).readonly();
/** What was seen last before the latest job began: what it changes is held against this. */
export type BeforeJob = z.output<typeof BeforeJobSchema>;

/** The first events tell everything; later ones what changed. */
export const LabEventSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('status'), status: LabStatusSchema }),
    z.object({ type: z.literal('observation'), observation: ObservationSchema }),
    /** Without it: nothing was seen before the latest job. */
    z.object({ type: z.literal('before'), before: BeforeJobSchema.optional() }),
    z.object({ type: z.literal('checks'), report: CheckReportSchema }),
    z.object({ type: z.literal('output'), job: z.string(), text: z.string() }),
    /** `more`: others changed too, which are not told one by one. */
    z.object({
      type: z.literal('files'),
      paths: z.array(z.string()).readonly(),
      more: z.literal(true).optional(),
    }),
    z.object({ type: z.literal('engine'), health: HealthSchema.shape.engine }),
    z.object({ type: z.literal('trouble'), error: ErrorReportSchema }),
  ])
  .readonly()
  .meta({ id: 'LabEvent' });
export type LabEvent = z.output<typeof LabEventSchema>;

/** Of the sub-protocols that a page offers for a WebSocket at the route of events, the one that the server speaks. */
export const eventsProtocol = 'drydock.events';

/** The event in a frame of that WebSocket. Throws where it is no event of these. */
export const parseEventFrame = (text: string): LabEvent => LabEventSchema.parse(JSON.parse(text));

/**
 * The event in a line of the stream; undefined where the line carries none. Our server writes the data of an event on
 * one line and names its type in the data too, so nothing else is read. Throws where it is no event of these.
 */
export function parseEventLine(line: string): LabEvent | undefined {
  return line.startsWith('data:') ? LabEventSchema.parse(JSON.parse(line.slice(5))) : undefined;
}
