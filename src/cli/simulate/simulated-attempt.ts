import type * as z from 'zod';
import type { BringAttemptSchema } from '../../lab/wire/checks.ts';
import type { LabView } from '../../lab/wire/labs.ts';
import { drydockVersion } from '../../runner/drydock-version.ts';

export type SimulatedAttempt = z.input<typeof BringAttemptSchema>;

/** An attempt of somebody who has done so many tasks of a lab, and whose next one fails at one of its checks. */
export function simulateAttempt(lab: LabView, done: number, failing: number, at: Date): SimulatedAttempt {
  const finished = lab.tasks.slice(0, done).map(({ id }) => id);
  const current = lab.tasks[done];
  const failed = current?.checks[failing % Math.max(1, current.checks.length)];
  return {
    results: lab.checks.map(({ id, task, title, of, guard }) => {
      const passes = guard || finished.includes(task) || (task === current?.id && id !== failed);
      return {
        id,
        task,
        title,
        status: passes ? 'pass' : 'fail',
        guard,
        points: of,
        earned: passes ? of : 0,
        of,
        observed: passes ? 'as expected' : 'otherwise',
        expected: 'as expected',
        message: passes ? `${title}.` : `${title}: a simulated mistake.`,
      };
    }),
    observation: {
      version: 4,
      takenAt: at.toISOString(),
      durationMs: 20,
      project: 'drydock-simulated',
      host: { source: 'unknown', reason: 'nothing runs in a simulation', cause: 'host-lacks' },
      containers: [],
      probes: {},
      abilities: {},
    },
    contentHash: 'simulated',
    drydockVersion,
    engine: { version: 'simulated', kernel: 'simulated' },
    imageDigests: {},
    seatKind: 'host',
    seatClass: 'own',
    done: finished,
  };
}
