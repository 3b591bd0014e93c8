import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Seat, Workbench } from '../../../src/lab/ports/seat.ts';
import type { SeatClass } from '../../../src/lab/seats/seat-class.ts';
import { makeNestedProvider, type NestedOptions } from '../../../src/seats/nested/nested-provider.ts';
import { findHostDocker, makeOuter } from '../../contract/machine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const found = await findHostDocker();

/** Why there are no nested seats here. */
export const skip = found.state === 'reachable' ? undefined : 'no engine to nest in';

export const limits = { memoryBytes: 600 * 2 ** 20, cpus: 1, pidsLimit: 300, diskBytes: 700 * 2 ** 20 };

export interface Learner {
  readonly seat: Seat;
  readonly bench: Workbench;
}

/** Two learners who do not know each other, in seats as a server for many gives them. */
export async function seatTwo(seatClass: SeatClass, options: Partial<NestedOptions> = {}) {
  const folder = makeTemporaryFolder();
  const id = `adversarial-${seatClass.replace(':', '-')}-${process.pid}-${Date.now().toString(36)}`;
  const workspacesDir = join(folder.path, 'workspaces');
  const outer = await makeOuter(folder.path, id);
  const provider = makeNestedProvider({ outer, homeId: id, workspacesDir, seatClass, ...options });
  async function seatLearner(name: string): Promise<Learner> {
    const workspaceDir = join(workspacesDir, name);
    mkdirSync(workspaceDir, { recursive: true });
    const seat = await provider.open(name);
    const bench = await seat.openWorkbench({ runId: `${id}-${name}`, project: 'adversarial', workspaceDir });
    await bench.syncIn();
    return { seat, bench };
  }
  const [a, b] = [await seatLearner('a'), await seatLearner('b')];
  return {
    a,
    b,
    id,
    outer: await outer.connect(),
    async [Symbol.asyncDispose]() {
      await a.seat[Symbol.asyncDispose]();
      await b.seat[Symbol.asyncDispose]();
      await provider.clean();
      await outer[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

export type TwoSeats = Awaited<ReturnType<typeof seatTwo>>;

/** What a neighbour does all day: a program starts, a file is written, the engine answers. */
export async function works({ seat, bench }: Learner): Promise<boolean> {
  const said = await bench.run(['sh', '-c', 'echo text > file && cat file'], { timeoutMs: 30_000 });
  await seat.engine.info(AbortSignal.timeout(30_000));
  return said.stdout === 'text\n';
}
