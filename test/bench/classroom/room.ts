/** A server at work with learners who check again and again, and boards on which somebody looks at them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ulid } from 'ulid';
import * as z from 'zod';
import { drawFrom } from '../../../src/cli/simulate/drawn.ts';
import { simulateAttempt } from '../../../src/cli/simulate/simulated-attempt.ts';
import { DrydockError } from '../../../src/lab/errors.ts';
import { BoardEventSchema } from '../../../src/lab/wire/board.ts';
import type { LabView } from '../../../src/lab/wire/labs.ts';
import { requestOf } from '../../../src/lab/wire/paths.ts';
import { type AnswerOf, type Call, parseAnswer, type RouteName } from '../../../src/lab/wire/routes.ts';
import { agreed } from '../../fixtures/sessions/agreed.ts';

const ServerSchema = z.object({ url: z.url(), session: z.string(), code: z.string(), key: z.string() });

export interface Room extends AsyncDisposable {
  /** Joins this many learners at once; resolves with the milliseconds until the last of them had an answer. */
  join(count: number): Promise<number>;
  /** Lets all who joined check, each every so many milliseconds on average, until the room is disposed. */
  work(everyMs: number): void;
  /** The next attempt that is on every board: milliseconds from sending it until the last board has it. */
  nextOnBoards(): Promise<number>;
  /** Of one core, since the last time that it was asked for: 1 is all of it. */
  usedCpu(): Promise<number>;
  /** Resident, in MB. */
  usedMemory(): Promise<number>;
  /** Stops the work, and counts what was answered and is not kept. */
  countLost(): Promise<number>;
}

export interface Learner {
  readonly key: string;
  readonly person: string;
}

/** Starts the server and opens this many boards. */
export async function openRoom(boards: number, signal: AbortSignal): Promise<Room> {
  await using made = new AsyncDisposableStack();
  const program = fileURLToPath(new URL('room-server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  made.defer(async () => {
    child.stdin.end();
    await ended;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first: unknown = await Promise.race([lines.next(), ended.then(() => ({ value: 'null' }))]);
  const { url, session, code, key } = ServerSchema.parse(
    JSON.parse(z.object({ value: z.string() }).parse(first).value),
  );
  const stop = new AbortController();
  made.defer(() => stop.abort());
  const until = AbortSignal.any([signal, stop.signal]);

  const ask = async <Name extends RouteName>(
    as: string | undefined,
    name: Name,
    ...[call]: Call<Name>
  ): Promise<AnswerOf<Name>> => {
    const { path, method, headers, body } = requestOf(name, call);
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(as === undefined ? {} : { authorization: `Bearer ${as}` }) },
      signal: until,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (response.ok) return parseAnswer(name, text === '' ? undefined : JSON.parse(text));
    throw new DrydockError('internal', {
      message: `${method} ${path}: ${response.status} ${text.slice(0, 300)}`,
    });
  };

  const learners: Learner[] = [];
  let answered = 0;
  const underWay = new Map<string, { readonly since: number; readonly seenBy: Set<number> }>();
  const samples: number[] = [];
  let ring = Promise.withResolvers<void>();
  const see = (board: number, person: string): void => {
    const attempt = underWay.get(person);
    if (attempt?.seenBy.add(board).size !== boards) return;
    underWay.delete(person);
    samples.push(performance.now() - attempt.since);
    ring.resolve();
    ring = Promise.withResolvers();
  };
  const followed = Array.from({ length: boards }, async (_, board) => {
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${url}/api/sessions/${session}/board/events`, { headers, signal: until });
    if (!response.ok || response.body === null)
      throw new Error(`No board: ${response.status} ${await response.text()}`);
    const reading = readBoard(response.body, (person) => see(board, person));
    void reading.catch((error: unknown) => (until.aborted ? undefined : ring.reject(error)));
  });
  await Promise.all(followed);
  const labs = await ask(key, 'labs');

  /** Ends the waiting between attempts, and no attempt. */
  const rest = new AbortController();
  const pause = (ms: number) => delay(ms, undefined, { signal: AbortSignal.any([until, rest.signal]) });
  const work = async ({ key, person }: Learner, everyMs: number, seed: number): Promise<void> => {
    const drawn = drawFrom(seed);
    await pause(everyMs * drawn.next());
    for (let round = 0; ; round++) {
      const lab = labs[(seed + Math.floor(round / 8)) % labs.length];
      if (lab === undefined) throw new Error('The server has no labs');
      const since = performance.now();
      underWay.set(person, { since, seenBy: new Set() });
      await bring(key, lab, round);
      answered++;
      await pause(Math.max(0, everyMs * (0.5 + drawn.next()) - (performance.now() - since)));
    }
  };
  const bring = (as: string, lab: LabView, round: number) =>
    ask(as, 'bringAttempt', { lab: lab.id, id: ulid(), body: simulateAttempt(lab, 0, round, new Date()) });

  let working: readonly Promise<void>[] = [];
  let cpuBefore = { at: performance.now(), seconds: await readCpu(child.pid ?? 0) };
  const all = made.move();
  return {
    join: async (count) => {
      const since = performance.now();
      const joined = Array.from({ length: count }, async (_, index) => {
        const name = `Learner ${learners.length + index + 1}`;
        // As many as one address may let in at once come from each.
        const from = `127.0.0.${2 + Math.floor((learners.length + index) / 40)}`;
        return joinFrom(from, url, { code, name, asked: `bench-${ulid()}`, agreed }, until);
      });
      learners.push(...(await Promise.all(joined)));
      return performance.now() - since;
    },
    work: (everyMs) => {
      working = learners.map((learner, index) => work(learner, everyMs, index + 1));
      // A learner who is refused something makes the next sample fail.
      for (const one of working)
        one.catch((error: unknown) =>
          until.aborted || rest.signal.aborted ? undefined : ring.reject(error),
        );
    },
    nextOnBoards: async () => {
      while (samples.length === 0) await ring.promise;
      return samples.shift() ?? Number.NaN;
    },
    usedCpu: async () => {
      const now = { at: performance.now(), seconds: await readCpu(child.pid ?? 0) };
      const used = (now.seconds - cpuBefore.seconds) / ((now.at - cpuBefore.at) / 1_000);
      cpuBefore = now;
      return used;
    },
    usedMemory: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1_000;
    },
    countLost: async () => {
      rest.abort();
      await Promise.allSettled(working);
      const board = await ask(key, 'board', { session });
      // An attempt judges each task of its lab that has checks.
      const kept = new Map<string, number>();
      for (const { person, lab, standing } of board.cells) {
        const whose = `${person} ${lab}`;
        kept.set(whose, Math.max(kept.get(whose) ?? 0, standing.attempts));
      }
      return answered - [...kept.values()].reduce((sum, count) => sum + count, 0);
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

const JoinedSchema = z.object({ key: z.string(), person: z.string() });

/** Joins from an address of this machine. */
export function joinFrom(
  localAddress: string,
  url: string,
  body: object,
  signal: AbortSignal,
): Promise<Learner> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const asked = request(`${url}/api/join`, { method: 'POST', headers, localAddress, signal }, (answer) => {
      text(answer).then((said) => resolve(JoinedSchema.parse(JSON.parse(said))), reject);
    });
    asked.on('error', reject);
    asked.end(JSON.stringify(body));
  });
}

/** Tells of each cell whose it is. */
async function readBoard(body: ReadableStream<Uint8Array>, tell: (person: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const events = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: ?(.*)$/m.exec(event)?.[1];
      const told = BoardEventSchema.safeParse(data === undefined ? undefined : JSON.parse(data));
      if (told.success && told.data.type === 'cells') for (const { person } of told.data.cells) tell(person);
    }
  }
}

/** Seconds of processor that a process has used, by itself and in the kernel. Source: proc_pid_stat(5), fields 14 and 15. */
async function readCpu(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
