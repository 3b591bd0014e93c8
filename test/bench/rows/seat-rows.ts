/** An engine of somebody's own, in a container of another engine. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { ulid } from 'ulid';
import { homeLabel } from '../../../src/seats/labels.ts';
import { makeNestedProvider } from '../../../src/seats/nested/nested-provider.ts';
import { seatImages, usualEngine } from '../../../src/seats/seat-images.ts';
import { makeOuter } from '../../contract/machine.ts';
import { until } from '../../e2e/harness/until.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { findEngine } from '../bench-engine.ts';
import type { Row } from '../row.ts';

interface SeatsAtWork extends AsyncDisposable {
  readonly provider: ReturnType<typeof makeNestedProvider>;
  /** Removes every seat there is. */
  clear(): Promise<void>;
  /** The Docker command line on the outer engine. */
  docker(...argv: readonly string[]): Promise<string>;
  readonly label: string;
}

async function openSeats(): Promise<SeatsAtWork> {
  const { docker: found } = await findEngine();
  const host = found.endpoint.kind === 'socket' ? ['--host', `unix://${found.endpoint.path}`] : [];
  await using made = new AsyncDisposableStack();
  const folder = made.use(makeTemporaryFolder());
  const homeId = ulid();
  const outer = made.use(await makeOuter(folder.path, homeId));
  const workspacesDir = join(folder.path, 'workspaces');
  const provider = made.use(makeNestedProvider({ outer, homeId, workspacesDir }));
  made.defer(async () => void (await provider.clean()));
  const engine = await outer.connect();
  const all = made.move();
  return {
    provider,
    clear: async () => void (await engine.removeLabelled({ [homeLabel]: homeId })),
    docker: async (...argv) => (await execa('docker', [...host, ...argv])).stdout,
    label: `${homeLabel}=${homeId}`,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

export const seatCold: Row = {
  id: 'seat',
  what: 'A nested seat: asked for → its engine answers',
  beside: '`docker run --privileged` of the same image typed, until `docker info` in it answers',
  goal: { ratio: 1.1 },
  rounds: 8,
  quickRounds: 2,
  async open() {
    const seats = await openSeats();
    let round = 0;
    return {
      prepare: () => seats.clear(),
      ours: async () => {
        const since = performance.now();
        const seat = await seats.provider.open(`bench${round++}`);
        await seat.engine.info();
        const took = performance.now() - since;
        await seat[Symbol.asyncDispose]();
        return took;
      },
      peer: async () => {
        const argv = [
          '--detach',
          '--privileged',
          '--tmpfs',
          '/run',
          '--label',
          seats.label,
          seatImages[usualEngine.release],
        ];
        const container = (await seats.docker('run', ...argv)).trim();
        const answers = () => seats.docker('exec', container, 'docker', 'info');
        const deadline = AbortSignal.timeout(60_000);
        for (;;) {
          try {
            return void (await answers());
          } catch (error) {
            if (deadline.aborted) throw error;
            await wait(20);
          }
        }
      },
      [Symbol.asyncDispose]: () => seats[Symbol.asyncDispose](),
    };
  },
};

export const seatWarm: Row = {
  id: 'seat-warm',
  what: 'A nested seat from the pool: asked for → its engine answers',
  beside: '–',
  goal: { ours: 100 },
  rounds: 8,
  quickRounds: 0,
  async open() {
    const seats = await openSeats();
    const { provider } = seats;
    const pool = provider.warm?.({ size: 1, minFreeDisk: 0 });
    let round = 0;
    return {
      prepare: () => until('a seat of the pool is ready', 120_000, () => (pool?.state().ready ?? 0) > 0),
      ours: async () => {
        const since = performance.now();
        const seat = await provider.open(`bench${round++}`);
        await seat.engine.info();
        const took = performance.now() - since;
        await seat[Symbol.asyncDispose]();
        return took;
      },
      async [Symbol.asyncDispose]() {
        await pool?.[Symbol.asyncDispose]();
        await seats[Symbol.asyncDispose]();
      },
    };
  },
};
