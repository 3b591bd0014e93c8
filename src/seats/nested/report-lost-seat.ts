import { setTimeout as delay } from 'node:timers/promises';
import { isEngineLost } from '../../lab/engine-away.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Inside } from './rootless-exec.ts';

/** When the container that is asked about began; undefined where it does not run. Rejects where nobody can say. */
export type SeatBegan = () => Promise<string | undefined>;

/** What a shell says of a process that SIGKILL ended: 128 + 9. */
const killed = 137;
const settleMs = 2_000;

/**
 * The same inside, which says `engine-lost` of whatever fails because the seat's container ended under it. The outer
 * engine itself only says that there is no such process any more, or that the container does not run, and who hears
 * that does not know that the same thing goes well once the seat is back.
 */
export async function tellLost(inside: Inside, began: SeatBegan): Promise<Inside> {
  let known = await began();

  /** A container that began anew is found out once: what fails later fails for its own reason. */
  async function ended(): Promise<boolean> {
    const now = await began();
    const same = now !== undefined && now === known;
    if (now !== undefined) known = now;
    return !same;
  }

  /** Processes of a container are killed before its engine calls it ended. */
  async function endedSoon(): Promise<boolean> {
    for (const deadline = performance.now() + settleMs; performance.now() < deadline; await delay(100))
      if (await ended().catch(() => false)) return true;
    return false;
  }

  async function explain(error: unknown): Promise<unknown> {
    // A stream breaks before the engine outside calls the container ended, or because that engine is away itself.
    return (isEngineLost(error) ? await endedSoon() : await ended().catch(() => false)) ? lost(error) : error;
  }

  async function telling<T>(work: Promise<T>): Promise<T> {
    return work.catch(async (error: unknown) => {
      throw await explain(error);
    });
  }

  return {
    exec: (container, request, signal) => telling(inside.exec(container, request, signal)),
    async run(container, argv, options) {
      const result = await telling(inside.run(container, argv, options));
      const { exitCode } = result;
      if (exitCode === killed ? await endedSoon() : exitCode !== 0 && (await ended().catch(() => false)))
        throw lost(undefined);
      return result;
    },
    putArchive: (container, path, tar, signal) => telling(inside.putArchive(container, path, tar, signal)),
    getArchive: (container, path, signal) => telling(inside.getArchive(container, path, signal)),
  };
}

function lost(cause: unknown): DrydockError {
  return new DrydockError('engine-lost', {
    message: 'The seat of the lab, with the engine in it, ended in the middle of the work.',
    fix: 'It is started again by itself, and the lab with it. Your files are as they were.',
    cause,
  });
}
