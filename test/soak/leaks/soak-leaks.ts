import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findDockerdPid } from '../../../src/seats/embedded/dockerd-process.ts';
import { engineFiles } from '../../../src/seats/embedded/engine-paths.ts';
import { findHome } from '../../../src/seats/home.ts';
import { firstLab } from '../../fixtures/runner-on-engine.ts';
import { readRun } from '../read-home.ts';
import type { ServedHome, ServedHomeOptions, ServerMemory } from '../served-home.ts';
import { SoakHome } from '../soak-home.ts';
import { countHoldings, descriptorsOf, findGrowth, type Held, type Holdings } from './holdings.ts';
import { Visitor } from './visitor.ts';

export interface Rounds {
  readonly observations: number;
  readonly pages: number;
  readonly shells: number;
}

export interface LeakOptions extends Rounds {
  readonly server: ServedHomeOptions;
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal;
}

interface Measured {
  readonly holdings: Holdings;
  readonly memory: ServerMemory;
  /** All descriptors of the engine, whoever they are for. */
  readonly engineDescriptors: number;
}

export interface LeakReport {
  readonly rounds: Rounds;
  readonly before: Measured;
  readonly after: Measured;
  /** What there is more of than before, by its exact number. Empty where nothing piles up. */
  readonly growth: Holdings;
  readonly heapGrowthBytes: number;
  readonly tookSeconds: number;
}

/** Each kind of round as often as it takes for every line, cache and connection to be there that is kept. */
const warmUp: Rounds = { observations: 40, pages: 6, shells: 4 };

/**
 * A server of a home of its own, with the first lab in its seat, is asked for observations, pages and shells; what is
 * held before and after is counted when nobody is there. Rejects where the server fails.
 */
export async function soakLeaks(options: LeakOptions): Promise<LeakReport> {
  const began = performance.now();
  const { say, signal } = options;
  await using field = await SoakHome.open(signal);
  const server = field.serve(options.server);
  await server.everything;
  await server.ask('POST', `/api/labs/${firstLab}/start`);
  await until(async () => readRun(field.path)?.step === 'ready', 'the lab is up', signal);
  const engine = engineFiles(findHome(process.env).engineHome);
  const dockerdPid = await findDockerdPid(engine);
  const serverPid = server.child.pid;
  if (dockerdPid === undefined || serverPid === undefined) throw new Error('engine or server does not run');
  const held = { serverPid, dockerdPid, engineSocket: engine.socket, homeId: field.id };
  const visitor = await Visitor.signIn(server);

  // More at once than ever after: of what is kept for the next who ask, such as idle connections, there is all then.
  await Promise.all(Array.from({ length: 8 }, () => Promise.all([visitor.status(), visitor.visit()])));
  await seeFileChange(visitor, readRun(field.path)?.workspace_dir ?? field.path);
  await work(visitor, warmUp, say, signal);
  const before = await measure(server, held, signal);
  say(`before: ${JSON.stringify(before)}`);
  const rounds = { observations: options.observations, pages: options.pages, shells: options.shells };
  await work(visitor, rounds, say, signal);
  const after = await measure(server, held, signal, before.holdings);
  await server.end('SIGTERM');
  return {
    rounds,
    before,
    after,
    growth: findGrowth(before.holdings, after.holdings),
    heapGrowthBytes: after.memory.heapUsed - before.memory.heapUsed,
    tookSeconds: Math.round((performance.now() - began) / 1000),
  };
}

/** What the kernel is asked once for all files that are ever watched is there then: inotify(7). */
async function seeFileChange(visitor: Visitor, workspaceDir: string): Promise<void> {
  let isSeen = false;
  const seeing = visitor.followUntil('files').finally(() => {
    isSeen = true;
  });
  for (let change = 1; !isSeen; change += 1) {
    await writeFile(join(workspaceDir, 'watched'), String(change));
    await delay(100);
  }
  await seeing;
}

/** Two at a time, as of two tabs, in turns of all kinds. */
async function work(
  visitor: Visitor,
  rounds: Rounds,
  say: LeakOptions['say'],
  signal?: AbortSignal,
): Promise<void> {
  const left = { ...rounds };
  let shells = 0;
  const nextShell = () => {
    shells += 1;
    return shells;
  };
  const turns: readonly { readonly kind: keyof Rounds; readonly atOnce: number; take(): Promise<void> }[] = [
    { kind: 'observations', atOnce: 5, take: () => visitor.check() },
    { kind: 'observations', atOnce: 5, take: () => visitor.status() },
    { kind: 'pages', atOnce: 1, take: () => visitor.visit() },
    { kind: 'shells', atOnce: 1, take: () => visitor.useShell(`soak-${nextShell()}`) },
  ];
  for (let turn = 1; Object.values(left).some((count) => count > 0); turn += 1) {
    for (const { kind, atOnce, take } of turns) {
      const count = Math.min(2 * atOnce, left[kind]);
      left[kind] -= count;
      const halves = [Math.ceil(count / 2), Math.floor(count / 2)];
      signal?.throwIfAborted();
      await Promise.all(
        halves.map(async (half) => {
          for (let one = 0; one < half; one += 1) await take();
        }),
      );
    }
    if (turn % 10 === 0) say(`left: ${JSON.stringify(left)}`);
  }
}

/** What is on its way out is waited for: nothing counts that goes by itself. */
const settleMs = 60_000;
const alikeInARow = 5;

async function measure(
  server: ServedHome,
  held: Held,
  signal: AbortSignal | undefined,
  before?: Holdings,
): Promise<Measured> {
  const deadline = performance.now() + settleMs;
  let last = '';
  for (let alike = 0; ; ) {
    const holdings = await countHoldings(held);
    const now = JSON.stringify(holdings);
    alike = now === last ? alike + 1 : 0;
    last = now;
    const isOver = performance.now() > deadline;
    const isFlat = before === undefined || Object.keys(findGrowth(before, holdings)).length === 0;
    if ((alike >= alikeInARow && isFlat) || isOver)
      return {
        holdings,
        memory: await server.measureMemory(),
        engineDescriptors: descriptorsOf(held.dockerdPid).length,
      };
    await delay(100, undefined, { signal });
  }
}

async function until(
  holds: () => Promise<boolean>,
  what: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = performance.now() + 600_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited ten minutes until ${what}`);
    await delay(200, undefined, { signal });
  }
}
