import type { OnProgress } from '../lab/ports/seat.ts';
import type { LabEvent } from '../lab/wire/events.ts';
import type { LabStatus } from '../lab/wire/labs.ts';
import type { Spans } from '../lab/wire/spans.ts';
import { errorOf } from './error-of.ts';

/** How the lab is after a job, and where the time of that went. */
export interface Performed {
  readonly status: LabStatus;
  readonly spans: Spans;
}

/**
 * Waits for the end of a job by what the lab tells; one before it in the queue ends first. Rejects with the job's error,
 * also where it was cancelled; resolves with undefined where the lab tells no more before the job has ended.
 */
export async function followJob(
  events: AsyncIterable<LabEvent>,
  id: string,
  onProgress: OnProgress,
): Promise<Performed | undefined> {
  for await (const event of events) {
    if (event.type !== 'status') continue;
    const { job, ended = [] } = event.status;
    if (job?.id === id) job.steps.forEach(onProgress);
    const end = ended.find((each) => each.id === id);
    if (end?.error) throw errorOf(end.error);
    if (end) return { status: event.status, spans: end.spans };
  }
  return undefined;
}
