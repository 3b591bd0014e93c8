/** People who come to a room with real seats: a server of the bench's own, whose labs run in seats of an engine of ours. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ulid } from 'ulid';
import { WebSocket } from 'ws';
import { findServer } from '../../../src/cli/home-client.ts';
import { askOverPort } from '../../../src/cli/simulate/ask-over-port.ts';
import type { LabId } from '../../../src/lab/lab-id.ts';
import type { JobView } from '../../../src/lab/wire/jobs.ts';
import { pathOf } from '../../../src/lab/wire/paths.ts';
import { signInProtocolOf, terminalProtocol } from '../../../src/lab/wire/terminal.ts';
import { forMany, startDrydock } from '../../e2e/harness/drydock.ts';
import { until } from '../../e2e/harness/until.ts';
import { agreed } from '../../fixtures/sessions/agreed.ts';
import { joinFrom, type Learner } from './room.ts';

/** Of all who came, in milliseconds from when each asked to join. */
export interface Came {
  /** Of each, until they had a prompt or saw their number in the queue. */
  readonly told: readonly number[];
  /** Of those for whom there is a seat, until their prompt. */
  readonly prompts: readonly number[];
}

export interface Crowd extends AsyncDisposable {
  /** Sends away who came before; resolves once so many seats are ready again. */
  empty(): Promise<void>;
  /** As many people join within a second, and each starts the first lab at once. */
  come(count: number): Promise<Came>;
}

const lab: LabId = 'start/first-container';
/** How long a prompt may take until nobody waits for it any more, and a pool until it is filled. */
const [promptMs, poolMs] = [120_000, 600_000];

/** Starts the server with so many seats ready, and no more. */
export async function openCrowd(seats: number, signal: AbortSignal): Promise<Crowd> {
  await using made = new AsyncDisposableStack();
  const count = String(seats);
  const drydock = made.use(
    await startDrydock({ start: [...forMany, '--seat-pool', count, '--most-seats', count] }),
  );
  const server = await findServer(drydock.home);
  if (server === undefined) throw new Error(`The server does not answer:\n${drydock.printed()}`);
  const ends = new Date(Date.now() + 3 * 3_600_000).toISOString();
  const { id: session, code } = await server.call('makeSession', {
    body: { title: 'Bench', labs: [lab], ends },
  });
  if (code === undefined) throw new Error('The session has no code');
  const { url } = drydock;

  const ask = { url, signal };
  const isQueued = (job: JobView | undefined) =>
    job?.steps.some(({ step }) => step === 'seat.queue') ?? false;
  const here: Learner[] = [];
  let rounds = 0;

  /** One who comes: what they see first, and their prompt where they are among those who get a seat. */
  const comeOne = async (index: number, hasSeats: () => boolean, terminals: DisposableStack) => {
    await delay((1_000 * index) / 40, undefined, { signal });
    const since = performance.now();
    const name = `Learner ${rounds}-${index}`;
    const body = { code, name, asked: `bench-${ulid()}`, agreed };
    const learner = await joinFrom(`127.0.0.${1 + rounds}`, url, body, signal);
    here.push(learner);
    const { job } = await askOverPort(ask, learner.key, 'start', { lab });
    const number = isQueued(job) ? performance.now() - since : undefined;
    while (number !== undefined && isQueued((await askOverPort(ask, learner.key, 'status', { lab })).job)) {
      if (!hasSeats()) return { number, prompt: undefined };
      await delay(1_000, undefined, { signal });
    }
    terminals.use(await untilPrompt(url, learner.key, signal));
    return { number, prompt: performance.now() - since };
  };
  const all = made.move();
  return {
    empty: async () => {
      for (const { person } of here.splice(0)) await server.call('removeLearner', { session, person });
      await until(`${count} seats are ready`, poolMs, async () => {
        const { engine } = await server.call('health');
        const pool = engine.steps.find(({ step }) => step === 'seat.pool');
        return pool?.status === 'done' && (pool.detail ?? '').startsWith(`${count} of ${count}`);
      });
    },
    come: async (people) => {
      rounds += 1;
      let left = seats;
      using terminals = new DisposableStack();
      const comers = Array.from({ length: people }, async (_, index) => {
        const came = await comeOne(index, () => left > 0, terminals);
        if (came.prompt !== undefined) left -= 1;
        return came;
      });
      const came = await Promise.all(comers);
      const prompts = came.flatMap(({ prompt }) => prompt ?? []);
      if (prompts.length !== seats) throw new Error(`${prompts.length} prompts in ${seats} seats`);
      return { told: came.map(({ number, prompt }) => number ?? prompt ?? Number.NaN), prompts };
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/**
 * Opens the learner's terminal, again where there is none yet, and waits until a shell has written its prompt. It is open
 * until it is disposed: a seat in which nobody is goes to who waits, after five minutes.
 */
async function untilPrompt(url: string, key: string, signal: AbortSignal): Promise<Disposable> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(promptMs)]);
  const address = `${url.replace(/^http/, 'ws')}${pathOf('terminal', { lab, name: 'main', columns: 80, rows: 24 })}`;
  for (;;) {
    inTime.throwIfAborted();
    const socket = new WebSocket(address, [terminalProtocol, signInProtocolOf(key)]);
    const closed = once(socket, 'close', { signal: inTime });
    const prompted = Promise.withResolvers<boolean>();
    let printed = '';
    // Why it was not opened, or was closed, is told by asking again.
    socket.on('error', () => undefined);
    socket.on('message', (data, isBinary) => {
      if (!isBinary) return;
      printed += data.toString();
      if (/\$ /.test(printed)) prompted.resolve(true);
    });
    const hasPrompt = await Promise.race([prompted.promise, closed.then(() => false)]);
    if (hasPrompt) {
      closed.catch(() => undefined);
      return { [Symbol.dispose]: () => socket.terminate() };
    }
    socket.terminate();
    await closed.catch(() => undefined);
    await delay(250, undefined, { signal: inTime });
  }
}
