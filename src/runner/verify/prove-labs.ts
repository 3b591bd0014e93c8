import { availableParallelism, totalmem } from 'node:os';
import { Semaphore } from 'async-mutex';
import { DrydockError, reportError } from '../../lab/errors.ts';
import type { Lab } from '../library/lab-library.ts';
import type { LabProof } from './proof.ts';
import type { VerifyTools } from './proof-run.ts';
import { verifyLab } from './verify-lab.ts';

/** What the services of one lab take, and its seat beside them. */
const memoryOfALab = 3 * 1024 ** 3;

/**
 * How many labs are proven side by side on a machine. A lab waits for a third of its time, for services to come up and
 * to go: two of them left two processors idle for 36 % of the time.
 *
 * @param memory in bytes
 */
export function countLabsAtATime(processors: number, memory: number): number {
  return Math.max(2, Math.min(processors + 1, Math.floor(memory / memoryOfALab)));
}

/** On this machine. */
export const labsAtATime = countLabsAtATime(availableParallelism(), totalmem());

/** Proves a lab. One that no seat here can run is skipped with the reason, which is neither proof nor failure. */
export async function proveLab(lab: Lab, tools: VerifyTools, signal: AbortSignal): Promise<LabProof> {
  try {
    return await verifyLab(lab, tools, signal);
  } catch (error) {
    if (error instanceof DrydockError && error.code === 'seat-unmet')
      return { ...unproven(lab), skipped: [{ check: '*', reason: error.message }] };
    throw error;
  }
}

/** Proves labs, `labsAtATime` side by side. A proof that breaks off ends no other. */
export function proveLabs(
  labs: readonly Lab[],
  prove: (lab: Lab) => Promise<LabProof>,
  signal: AbortSignal,
): Promise<readonly LabProof[]> {
  const places = new Semaphore(labsAtATime);
  const proveOne = async (lab: Lab): Promise<LabProof> => {
    signal.throwIfAborted();
    try {
      return await prove(lab);
    } catch (error) {
      signal.throwIfAborted();
      return { ...unproven(lab), ok: false, trouble: reportError(error) };
    }
  };
  return Promise.all(labs.map((lab) => places.runExclusive(() => proveOne(lab))));
}

/** Of a lab of which nothing was seen. */
function unproven({ id }: Lab): LabProof {
  return {
    id,
    ok: true,
    seat: 'none',
    network: 'open',
    start: true,
    solution: true,
    accepts: [],
    mistakes: [],
    reset: true,
    transcripts: { checked: 0, ok: true },
    skipped: [],
    problems: [],
    durationMs: 0,
  };
}
