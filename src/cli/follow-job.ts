import type { OnProgress } from '../lab/ports/seat.ts';
import type { LabEvent } from '../lab/wire/events.ts';
import type { LabStatus } from '../lab/wire/labs.ts';
import type { Spans } from '../lab/wire/spans.ts';
import { errorOf } from './home-client.ts';

/** How the lab is after a job, and where the time of that went. */
export interface Performed {
  readonly status: LabStatus;
  readonly spans: Spans;
}

/**
 * Waits for the end of a job by what the lab tells; one before it in the queue ends first. Rejects with the job's error;
 * resolves with undefined where the lab tells no more before the job has ended.
 */
export async function followJob(
  events: AsyncIterable<LabEvent>,
  id: string,
  onProgress: OnProgress,
): Promise<Performed | undefined> {
  let spans: Spans = {};
  let hasBegun = false;
  for await (const event of events) {
    if (event.type !== 'status') continue;
    const { job, error } = event.status;
    if (job?.id === id) {
      hasBegun = true;
      spans = job.spans ?? spans;
      job.steps.forEach(onProgress);
    } else if (job === undefined || hasBegun) {
      if (error) throw errorOf(error);
      return { status: event.status, spans };
    }
  }
  return undefined;
}
