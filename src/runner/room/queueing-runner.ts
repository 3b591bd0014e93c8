/** The runner of a room: who has no seat yet gets one in turn, and sees their place until then. */
import { unlessAborted } from '../../lab/general/unless-aborted.ts';
import type { RunKey } from '../../lab/ports/store.ts';
import type { LabEvent } from '../../lab/wire/events.ts';
import type { JobKind, JobView } from '../../lab/wire/jobs.ts';
import type { LabStatus } from '../../lab/wire/labs.ts';
import type { LabRunner } from '../lab-runner.ts';
import { leftQueue, QueuedJob } from './queued-job.ts';
import type { SeatTroubles } from './seat-troubles.ts';
import type { Turn, Turns } from './turns.ts';

export interface QueueingParts {
  readonly runner: LabRunner;
  readonly turns: Turns;
  readonly troubles: SeatTroubles;
  /** The party has no seat that could be used at once. */
  readonly needsTurn: (party: string) => boolean;
  readonly now: () => Date;
  readonly newId: () => string;
}

export interface QueueingRunner extends LabRunner {
  /** Takes a party out of the queue. */
  leaveQueue(party: string): void;
}

/** Whoever asks about one of those that began long ago has had its end told. */
const mostRemembered = 1_000;

/** The steps of a job that need a turn: those after them weigh on the seat alone. */
const lastOfTurn = 'images';

const nameOf = ({ party, lab, context }: RunKey): string => `${party} ${lab} ${context}`;

export function makeQueueingRunner(parts: QueueingParts): QueueingRunner {
  const { runner, turns, troubles, needsTurn, now, newId } = parts;
  const jobs = new Map<string, QueuedJob>();
  const listeners = new Map<string, Set<() => void>>();

  /** Of the run: the one that waits. */
  const waitingOf = (key: RunKey) => ofRun(key).find(({ isWaiting }) => isWaiting);
  const ofRun = (key: RunKey) => [...jobs.values()].filter((job) => nameOf(job.key) === nameOf(key));
  const tell = (key: RunKey) => {
    for (const listener of listeners.get(nameOf(key)) ?? []) listener();
  };
  const remember = (job: QueuedJob) => {
    jobs.set(job.id, job);
    for (const [id, { isWaiting }] of jobs) {
      if (jobs.size <= mostRemembered) return;
      if (!isWaiting) jobs.delete(id);
    }
  };

  /** Resolves when the job has its seat and images, or has ended. */
  const untilSeated = async (key: RunKey, id: string): Promise<void> => {
    const seated = Promise.withResolvers<void>();
    const done = runner.finish(id, ({ step, status }) => {
      if (step === lastOfTurn && status === 'done') seated.resolve();
    });
    void troubles.watch(key.party, done).then(
      () => troubles.works(key.party),
      () => undefined,
    );
    await Promise.race([seated.promise, done.catch(() => undefined)]);
  };

  const begin = async (key: RunKey, kind: JobKind): Promise<JobView> => {
    const known = waitingOf(key);
    if (kind === 'stop') {
      if (known !== undefined) leave(known);
      return runner.begin(key, kind);
    }
    if (known !== undefined) return known.view();
    if (!needsTurn(key.party)) {
      const begun = await runner.begin(key, kind);
      void untilSeated(key, begun.id);
      return begun;
    }
    // A lab that there is not waits for nothing.
    runner.getLab(key.lab);
    const job = new QueuedJob(newId(), key, kind, now().toISOString());
    const turn = turns.ask(key.party, (place) => {
      job.movedTo(place);
      tell(key);
    });
    if (turn.isGiven) return await work(key, kind, turn);
    turnsOf.set(job, turn);
    remember(job);
    void turn.given
      .then(async () => {
        // Who left as the turn came opens no seat.
        if (job.isWaiting) job.becomes((await work(key, kind, turn)).id);
      })
      .catch((error: unknown) => job.fails(error))
      .finally(() => {
        turnsOf.delete(job);
        tell(key);
      });
    tell(key);
    return job.view();
  };
  /** Begins the work. The turn goes back once there is a seat, or none comes. */
  const work = async (key: RunKey, kind: JobKind, turn: Turn) => {
    try {
      const begun = await runner.begin(key, kind);
      void untilSeated(key, begun.id).finally(() => turn[Symbol.dispose]());
      return begun;
    } catch (error) {
      turn[Symbol.dispose]();
      throw error;
    }
  };
  const turnsOf = new Map<QueuedJob, Turn>();
  const leave = (job: QueuedJob): void => {
    job.fails(leftQueue(job.kind));
    turnsOf.get(job)?.[Symbol.dispose]();
    turnsOf.delete(job);
    tell(job.key);
  };

  /** A status with the job that waits, and with jobs under the ids by which they were asked for. */
  const shown = (key: RunKey, status: LabStatus): LabStatus => {
    const own = ofRun(key);
    const idOf = (real: string) => own.find((job) => job.real === real)?.id ?? real;
    const waiting = own.find(({ isWaiting }) => isWaiting);
    const ended = [
      ...(status.ended ?? []).map((end) => ({ ...end, id: idOf(end.id) })),
      ...own.flatMap(({ end }) => (end === undefined ? [] : [end])),
    ];
    const job = waiting?.view() ?? (status.job && { ...status.job, id: idOf(status.job.id) });
    return {
      ...status,
      ...(waiting === undefined ? {} : { phase: 'starting' as const }),
      ...(job === undefined ? {} : { job }),
      ...(ended.length === 0 ? {} : { ended }),
    };
  };
  const heard = (key: RunKey, event: LabEvent): LabEvent => {
    if (event.type === 'output') {
      const { job } = event;
      return { ...event, job: ofRun(key).find(({ real }) => real === job)?.id ?? job };
    }
    if (event.type !== 'status') return event;
    const { error, phase } = event.status;
    if (error !== undefined) troubles.failed(key.party, error);
    else if (phase === 'running') troubles.works(key.party);
    return { ...event, status: shown(key, event.status) };
  };

  return {
    files: runner.files,
    listLabs: () => runner.listLabs(),
    getLab: (id) => runner.getLab(id),
    status: async (key) => shown(key, await runner.status(key)),
    async follow(key, onEvent) {
      let last: LabStatus | undefined;
      const followed = await runner.follow(key, (event) => {
        if (event.type === 'status') last = event.status;
        onEvent(heard(key, event));
      });
      const again = () => {
        if (last !== undefined) onEvent({ type: 'status', status: shown(key, last) });
      };
      const own = listeners.get(nameOf(key)) ?? new Set();
      listeners.set(nameOf(key), own.add(again));
      return {
        async [Symbol.asyncDispose]() {
          own.delete(again);
          if (own.size === 0) listeners.delete(nameOf(key));
          await followed[Symbol.asyncDispose]();
        },
      };
    },
    begin,
    leaveQueue(party) {
      for (const job of jobs.values()) if (job.isWaiting && job.key.party === party) leave(job);
    },
    async finish(id, onProgress, signal) {
      const job = jobs.get(id);
      if (job === undefined) return runner.finish(id, onProgress, signal);
      using _ = job.onStep((event) => onProgress?.(event));
      await runner.finish(await unlessAborted(job.begun, signal), onProgress, signal);
    },
    async cancel(party, id) {
      const job = jobs.get(id);
      if (job?.isWaiting && job.key.party === party) return leave(job);
      await runner.cancel(party, job?.real ?? id);
    },
    check: (key, ...more) => troubles.watch(key.party, runner.check(key, ...more)),
    bring: (...asked) => runner.bring(...asked),
    readObservation: (...asked) => runner.readObservation(...asked),
    attest: (...asked) => runner.attest(...asked),
    why: (...asked) => runner.why(...asked),
    solution: (...asked) => runner.solution(...asked),
    openHint: (...asked) => runner.openHint(...asked),
    answer: (...asked) => runner.answer(...asked),
    typeCommand: (...asked) => runner.typeCommand(...asked),
    openTerminal: (key, ...more) => troubles.watch(key.party, runner.openTerminal(key, ...more)),
    joinTerminal: (...asked) => runner.joinTerminal(...asked),
    endTerminal: (...asked) => runner.endTerminal(...asked),
    progress: (...asked) => runner.progress(...asked),
    // It is the caller's.
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
