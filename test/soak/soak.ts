import { setTimeout as delay } from 'node:timers/promises';
import { firstLab, projectName } from '../fixtures/runner-on-engine.ts';
import { type Confirmed, makeRandom, nothingConfirmed, work } from './learner.ts';
import { findLosses } from './losses.ts';
import { findOrphans, findProcesses } from './orphans.ts';
import { countCopies, readRun } from './read-home.ts';
import type { ServedHome } from './served-home.ts';
import { SoakHome } from './soak-home.ts';

export interface SoakOptions {
  readonly kills: number;
  readonly seed: number;
  /** After so many kills the server is let come to rest, and the engine is looked at. */
  readonly restEvery: number;
  /** A server lives at most so long; three of four are counted from when it is ready, whatever the machine's speed. */
  readonly longestLifeMs: number;
  readonly say: (line: string) => void;
  /** Ends it early; it rejects then, and leaves as little as when it ends by itself. */
  readonly signal?: AbortSignal;
}

export interface SoakReport {
  readonly seed: number;
  readonly kills: number;
  /** Kills that met a server while it still came up. */
  readonly killedEarly: number;
  /** In what a killed server was at: the step of the run in the store. */
  readonly killedAt: Readonly<Record<string, number>>;
  readonly confirmed: { saves: number; answers: number; predictions: number; attempts: number; jobs: number };
  readonly losses: readonly string[];
  readonly orphans: readonly string[];
  /** From SIGTERM to the end of the last server. */
  readonly endMs: number;
  readonly tookSeconds: number;
}

/** Kills the server of a home of its own again and again under a learner, and looks for what was lost and what was left. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const began = performance.now();
  const { signal } = options;
  const random = makeRandom(options.seed);
  await using field = await SoakHome.open(signal);
  const { path: home, engine } = field;
  options.say(`home ${home}`);
  const confirmed = nothingConfirmed();
  const losses: string[] = [];
  const orphans: string[] = [];
  const killedAt: Record<string, number> = {};
  let killedEarly = 0;
  /** Copies that were kept, and saves that were confirmed, when the files were last reset. */
  let copies = 0;
  let since = 0;

  /** What is still there half a minute after the last job ended: the healing turn of the server has had its time. */
  const lookForOrphans = async (server: ServedHome): Promise<readonly string[]> => {
    const deadline = performance.now() + 30_000;
    for (;;) {
      const found = await findOrphans(engine, field.id, home, await rest(server, home));
      if (found.length === 0 || performance.now() > deadline) return found;
      await delay(500, undefined, { signal });
    }
  };

  for (let kill = 1; kill <= options.kills; kill += 1) {
    const server = field.serve();
    if (kill % options.restEvery === 0) {
      await server.ready;
      orphans.push(...(await lookForOrphans(server)));
    }
    const meets = random() < 0.25 ? 'anything' : 'ready';
    let isReady = false;
    const learning = server.ready
      .then(() => {
        isReady = true;
        return work(server, random, confirmed);
      })
      .catch((error: unknown) => {
        if (isReady) throw error;
      });
    // Looked at below; not at all where this ends before.
    learning.catch(() => undefined);
    if (meets === 'ready') await server.ready;
    await delay(random() * options.longestLifeMs, undefined, { signal });
    if (!isReady) killedEarly += 1;
    await server.end('SIGKILL');
    await learning;

    const step = readRun(home)?.step ?? 'none';
    killedAt[step] = (killedAt[step] ?? 0) + 1;
    if (step === 'reset' || countCopies(home) > copies) since = confirmed.saves.length;
    copies = countCopies(home);
    losses.push(...findLosses(home, confirmed, since).map((what) => `kill ${kill}: ${what}`));
    if (kill % 10 === 0) options.say(`${kill} kills: ${describe(confirmed)}; ${losses.length} lost`);
  }

  const last = field.serve();
  await last.ready;
  await rest(last, home);
  await last.ask('POST', `/api/labs/${firstLab}/stop`);
  await rest(last, home);
  orphans.push(...(await lookForOrphans(last)));
  const ending = performance.now();
  await last.end('SIGTERM');
  const endMs = Math.round(performance.now() - ending);
  orphans.push(...findProcesses(home));
  losses.push(...findLosses(home, confirmed, confirmed.saves.length));
  const { saves, answers, predictions, attempts, jobs } = confirmed;
  return {
    seed: options.seed,
    kills: options.kills,
    killedEarly,
    killedAt,
    confirmed: {
      saves: saves.length,
      answers: answers.length,
      predictions: predictions.length,
      attempts: attempts.length,
      jobs,
    },
    losses,
    orphans,
    endMs,
    tookSeconds: Math.round((performance.now() - began) / 1000),
  };
}

const describe = ({ saves, answers, attempts, jobs }: Confirmed): string =>
  `${saves.length} saves, ${answers.length} answers, ${attempts.length} attempts and ${jobs} jobs confirmed`;

/** Waits until no job is under way. Resolves with the project of the lab if it is up. */
async function rest(server: ServedHome, home: string): Promise<string | undefined> {
  const deadline = AbortSignal.timeout(120_000);
  for (;;) {
    const { body } = await server.ask('GET', `/api/labs/${firstLab}/status`);
    if (!(typeof body === 'object' && body !== null && 'job' in body)) break;
    await delay(50, undefined, { signal: deadline });
  }
  const run = readRun(home);
  return run?.intent === 'running' ? projectName(firstLab, run.id) : undefined;
}
