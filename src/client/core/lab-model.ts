/** What the browser knows of a lab and can ask of it, once for all that shows it: chapter, workspace, board. */

import { isEngineAway } from '../../lab/engine-away.ts';
import type { ErrorReport } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import type { AnswerView, CheckReport } from '../../lab/wire/checks.ts';
import type { BeforeJob } from '../../lab/wire/events.ts';
import type { JobKind } from '../../lab/wire/jobs.ts';
import type { LabStatus, LabView } from '../../lab/wire/labs.ts';
import { ApiError } from './api.ts';
import { type Cell, makeCell } from './cell.ts';
import type { Connection } from './connection.ts';
import type { LineEvent } from './held-stream.ts';
import type { FeedEvent, LabFeed } from './lab-feed.ts';

export interface LabState {
  readonly view?: LabView;
  readonly status?: LabStatus;
  /** The latest judgement, live or recorded. */
  readonly report?: CheckReport;
  /** The attempt that was recorded last since the page was opened. */
  readonly recorded?: CheckReport;
  /** An action asked for and not yet answered. */
  readonly asked?: JobKind | 'check' | undefined;
  /** What went wrong with something that the reader asked for, until it is put away. */
  readonly error?: ErrorReport | undefined;
  /** Absent until it was first listened to. */
  readonly line?: LineEvent['state'];
}

/** What was said while a job ran, such as the output of a build. */
export interface JobOutput {
  readonly job: string;
  readonly text: string;
}

export interface LabModel {
  readonly id: LabId;
  readonly state: Cell<LabState>;
  readonly observation: Cell<Observation | undefined>;
  /** What was seen last before the latest job began, where something was. */
  readonly before: Cell<BeforeJob | undefined>;
  readonly output: Cell<JobOutput | undefined>;
  /** Listens to the lab's events whenever it runs, from now on. */
  watch(): void;
  /**
   * Listens to the lab's events, whether it runs or not, until what it returns is called. `onFiles` is told which files
   * changed.
   */
  hold(onFiles?: (paths: readonly string[] | 'all') => void): () => void;
  /**
   * What an editor holds is saved before files are run or judged. False: something needs the reader's choice first, and
   * nothing is asked. Returns what ends it.
   */
  saveFirst(save: () => Promise<boolean>): () => void;
  /** Starts, stops …: resolves once the server has taken it on; what goes wrong stands in the state. */
  begin(kind: JobKind): Promise<void>;
  check(): Promise<void>;
  cancel(): Promise<void>;
  /** Rejects with an `ApiError`. */
  openHint(task: string): Promise<void>;
  /** Rejects with an `ApiError`. */
  answer(question: string, value: string): Promise<AnswerView>;
  /** Does what the reader asked for, and keeps in the state what went wrong. */
  attempt(work: () => Promise<unknown>, asked?: LabState['asked']): Promise<void>;
  /** Puts away what went wrong. */
  dismiss(): void;
}

/** There is a workbench to type into. That a step failed does not end it: what is wrong has to be mended there. */
export const isLive = ({ status }: LabState): boolean =>
  status?.run !== undefined && status.phase !== 'stopped';

/** Long output is cut at its beginning: the end says what went wrong. */
const maxOutputCharacters = 100_000;

export function makeLabModel(id: LabId, { api, reach, engine }: Connection, feed: LabFeed): LabModel {
  const state = makeCell<LabState>({});
  const observation = makeCell<Observation | undefined>(undefined);
  const before = makeCell<BeforeJob | undefined>(undefined);
  const output = makeCell<JobOutput | undefined>(undefined);
  const change = (part: Partial<LabState>) => state.set({ ...state.value, ...part });
  const holders = new Set<{ readonly onFiles: ((paths: readonly string[] | 'all') => void) | undefined }>();
  const savers = new Set<() => Promise<boolean>>();
  let unfollow: (() => void) | undefined;
  let isWatched = false;
  /** How often the feed told how the lab stands. */
  let told = 0;

  const hear = (event: FeedEvent) => {
    switch (event.type) {
      case 'status':
        told++;
        change({ status: event.status });
        return follow();
      case 'checks':
        return change({
          report: event.report,
          ...(event.report.attempt !== undefined && { recorded: event.report }),
        });
      case 'trouble':
        return change({ error: event.error });
      case 'engine':
        return engine.set(event.health);
      case 'line':
        return change({ line: event.state });
      case 'observation':
        return observation.set(event.observation);
      case 'before':
        return before.set(event.before);
      case 'output': {
        const known = output.value?.job === event.job ? output.value.text : '';
        return output.set({ job: event.job, text: (known + event.text).slice(-maxOutputCharacters) });
      }
      case 'files':
        for (const { onFiles } of holders) onFiles?.(event.more ? 'all' : event.paths);
    }
  };
  // A stopped lab tells nothing, and connections are few.
  const follow = () => {
    const isActive = isLive(state.value) || state.value.status?.job !== undefined;
    if (holders.size > 0 || (isWatched && isActive)) {
      unfollow ??= feed.hear(id, hear);
    } else {
      unfollow?.();
      unfollow = undefined;
    }
  };

  const load = async () => {
    const [status, view] = await Promise.all([api.call('status', { lab: id }), api.call('lab', { lab: id })]);
    // The feed says how it stands now; this may be older.
    change(unfollow === undefined ? { status, view } : { view });
    follow();
  };

  /** Whether there is a server, and who is signed in, is told elsewhere. */
  const tellRefusal = (error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    if (![0, 401].includes(error.status)) change({ error: error.report });
  };

  const attempt: LabModel['attempt'] = async (work, asked) => {
    change({ asked, error: undefined });
    try {
      await work();
    } catch (error) {
      // While the server is away, the page says so already.
      const isAway = error instanceof ApiError && error.status === 0;
      if (!isAway || state.value.line !== 'lost') change({ error: reportOf(error) });
    } finally {
      if (state.value.asked === asked) change({ asked: undefined });
    }
  };
  const isSaved = async () => (await Promise.all([...savers].map((save) => save()))).every(Boolean);
  const changeStatus = (part: (status: LabStatus) => Partial<LabStatus>) => {
    const { status } = state.value;
    if (status) change({ status: { ...status, ...part(status) } });
  };

  reach.listen((now) => {
    if (now === 'signed-in') void load().catch(tellRefusal);
  });
  engine.listen((now) => {
    if (now?.state === 'ready' && isEngineAway(state.value.error)) change({ error: undefined });
  });

  return {
    id,
    state,
    observation,
    before,
    output,
    watch() {
      isWatched = true;
      follow();
    },
    hold(onFiles) {
      const holder = { onFiles };
      holders.add(holder);
      follow();
      return () => {
        holders.delete(holder);
        follow();
      };
    },
    saveFirst(save) {
      savers.add(save);
      return () => savers.delete(save);
    },
    begin: (kind) =>
      attempt(async () => {
        if (kind === 'run' && !(await isSaved())) return;
        const before = told;
        const { job } = await api.call(kind, { lab: id });
        // Where the feed has told since, it knows better: a short job may have ended, and only that be told.
        if (told === before) changeStatus(() => ({ job }));
        follow();
      }, kind),
    check: () =>
      attempt(async () => {
        if (!(await isSaved())) return;
        const { askCheck } = await import('./ask-check.ts');
        const report = await askCheck(api, id);
        change({ report, recorded: report });
      }, 'check'),
    cancel: () =>
      attempt(async () => {
        const job = state.value.status?.job;
        if (job) await api.call('cancelJob', { id: job.id });
      }),
    async openHint(task) {
      const opened = await api.call('openHint', { lab: id, body: { task } });
      changeStatus(({ hints }) => ({ hints: { ...hints, [task]: opened.hints } }));
    },
    async answer(question, value) {
      const verdict = await api.call('answer', { lab: id, body: { question, value } });
      changeStatus(({ answers }) => ({ answers: { ...answers, [question]: verdict } }));
      return verdict;
    },
    attempt,
    dismiss: () => change({ error: undefined }),
  };
}

/** The report of whatever a call rejected with. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof ApiError) return error.report;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', title: 'Something in Drydock broke', message };
}
