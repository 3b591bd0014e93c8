import { ulid } from 'ulid';
import type { LabId } from '../../lab/lab-id.ts';
import type { CheckReport } from '../../lab/wire/checks.ts';
import { type Api, ApiError } from './api.ts';

/** How long to wait for a server that went away, in ms: one that is started again is there by then. */
const waits = [500, 1_000, 2_000, 4_000];

/**
 * Asks for an attempt under an id of its own, and again under the same where no answer came: what was recorded before
 * the server went is not recorded twice. Rejects with an `ApiError`.
 */
export async function askCheck(api: Pick<Api, 'call'>, lab: LabId): Promise<CheckReport> {
  const headers = { 'idempotency-key': ulid() };
  const ask = () => api.call('check', { lab, headers });
  for (const ms of waits)
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  return ask();
}
