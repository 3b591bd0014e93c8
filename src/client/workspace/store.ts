import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { isEngineAway } from '../../lab/engine-away.ts';
import type { ErrorReport } from '../../lab/errors.ts';
import type { Observation } from '../../lab/observation.ts';
import type { CheckReport } from '../../lab/wire/checks.ts';
import type { BeforeJob, LabEvent } from '../../lab/wire/events.ts';
import type { Health } from '../../lab/wire/host.ts';
import type { JobKind } from '../../lab/wire/jobs.ts';
import type { LabStatus, LabView, SolutionFile } from '../../lab/wire/labs.ts';
import type { FeedEvent } from '../page/lab-feed.ts';
import type { Light } from './checks/lights.ts';
import { announceChange, lightsOf } from './checks/lights.ts';
import { isServerAway, type LabServer, reportOf } from './lab-server.ts';

/** `lost`: trying again by itself. `ended`: signed out; only a new login helps. */
export type Connection = 'connecting' | 'open' | 'lost' | 'ended';

/** What was said while a job ran, such as the output of a build. */
export interface JobOutput {
  readonly job: string;
  readonly text: string;
}

/** Everything that the opened workspace knows, and what can be asked of the lab. */
export interface WorkspaceStore extends Disposable {
  readonly lab: string;
  readonly server: LabServer;
  readonly view: ReadonlySignal<LabView | undefined>;
  readonly status: ReadonlySignal<LabStatus | undefined>;
  /** The latest judgement, live or recorded. */
  readonly report: ReadonlySignal<CheckReport | undefined>;
  /** The attempt that was recorded last since the page was opened. */
  readonly recorded: ReadonlySignal<CheckReport | undefined>;
  readonly observation: ReadonlySignal<Observation | undefined>;
  /** What was seen last before the latest job began, where something was. */
  readonly before: ReadonlySignal<BeforeJob | undefined>;
  readonly engine: ReadonlySignal<Health['engine'] | undefined>;
  readonly connection: ReadonlySignal<Connection>;
  readonly output: ReadonlySignal<JobOutput | undefined>;
  readonly lights: ReadonlySignal<readonly Light[]>;
  /** What a screen reader is told next. */
  readonly said: ReadonlySignal<string>;
  /** Asked of the server and not yet taken on. */
  readonly asked: ReadonlySignal<JobKind | 'check' | undefined>;
  /** What went wrong with something that the reader asked for, until it is put away. */
  readonly trouble: Signal<ErrorReport | undefined>;
  begin(kind: JobKind): Promise<void>;
  check(): Promise<void>;
  cancel(): Promise<void>;
  openHint(task: string): Promise<void>;
  answer(question: string, value: string): Promise<void>;
  /** Undefined: it could not be had; `trouble` says why. */
  askSolution(): Promise<readonly SolutionFile[] | undefined>;
  say(text: string): void;
  hearHealth(health: Health): void;
  load(): Promise<void>;
}

export interface StoreOptions {
  readonly lab: string;
  readonly server: LabServer;
  /** Tells everything that is known at once, then what changes; returns how to stop listening. */
  readonly subscribe: (listener: (event: FeedEvent) => void) => () => void;
  /** Tells the rest of the page what an answer of the server said. */
  readonly publish: (event: LabEvent) => void;
  /** Saves what the editor holds; false: something needs the reader's choice first. */
  readonly beforeRun: () => Promise<boolean>;
  readonly onFiles: (paths: readonly string[] | 'all') => void;
}

/** What lies between the page and the containers, if they are out of reach: what is shown of them is old. */
export function reachOf({ connection, engine }: WorkspaceStore): string | undefined {
  if (connection.value === 'lost') return 'server lost';
  if (connection.value === 'ended') return 'signed out';
  return engine.value?.state === 'absent' ? 'engine lost' : undefined;
}

/** Long output is cut at its beginning: the end says what went wrong. */
const outputKept = 100_000;

export function makeWorkspaceStore(options: StoreOptions): WorkspaceStore {
  const { lab, server } = options;
  const view = signal<LabView | undefined>(undefined);
  const status = signal<LabStatus | undefined>(undefined);
  const report = signal<CheckReport | undefined>(undefined);
  const recorded = signal<CheckReport | undefined>(undefined);
  const observation = signal<Observation | undefined>(undefined);
  const before = signal<BeforeJob | undefined>(undefined);
  const engine = signal<Health['engine'] | undefined>(undefined);
  const connection = signal<Connection>('connecting');
  const output = signal<JobOutput | undefined>(undefined);
  const said = signal('');
  const asked = signal<JobKind | 'check' | undefined>(undefined);
  const trouble = signal<ErrorReport | undefined>(undefined);
  const lights = computed(() => (view.value === undefined ? [] : lightsOf(view.value, report.value)));

  const unsubscribe = options.subscribe((event) => {
    // Whoever listens late does not hear that the line is open, only what comes over it.
    if (event.type !== 'connection' && connection.value === 'connecting') connection.value = 'open';
    switch (event.type) {
      case 'status':
        status.value = event.status;
        break;
      case 'checks':
        report.value = event.report;
        if (event.report.attempt !== undefined) recorded.value = event.report;
        break;
      case 'observation':
        observation.value = event.observation;
        break;
      case 'before':
        before.value = event.before;
        break;
      case 'engine':
        hearEngine(event.health);
        break;
      case 'output': {
        const before = output.value?.job === event.job ? output.value.text : '';
        output.value = { job: event.job, text: (before + event.text).slice(-outputKept) };
        break;
      }
      case 'files':
        options.onFiles(event.more ? 'all' : event.paths);
        break;
      case 'trouble':
        trouble.value = event.error;
        break;
      case 'connection':
        connection.value = event.state;
        break;
    }
  });

  let lightsBefore: readonly Light[] = [];
  const stopSaying = effect(() => {
    const after = lights.value;
    const change = lightsBefore.length === 0 ? '' : announceChange(lightsBefore, after);
    lightsBefore = after;
    if (change !== '') said.value = change;
  });

  function hearEngine(health: Health['engine']): void {
    engine.value = health;
    if (health.state === 'ready' && isEngineAway(trouble.value)) trouble.value = undefined;
  }

  /** Does what the reader asked for and keeps what went wrong where it is read. */
  async function attempt(work: () => Promise<void>, what?: JobKind | 'check'): Promise<void> {
    trouble.value = undefined;
    asked.value = what;
    try {
      await work();
    } catch (error) {
      // While the server is away, the page says so already.
      if (connection.value !== 'lost' || !isServerAway(error)) trouble.value = reportOf(error);
    } finally {
      if (asked.value === what) asked.value = undefined;
    }
  }

  return {
    lab,
    server,
    view,
    status,
    report,
    recorded,
    observation,
    before,
    engine,
    connection,
    output,
    lights,
    said,
    asked,
    trouble,
    begin: (kind) =>
      attempt(async () => {
        if (kind === 'run' && !(await options.beforeRun())) return;
        // The job comes with the next status. The answer may be older than that: it can even be done by now.
        await server.begin(kind);
      }, kind),
    check: () =>
      attempt(async () => {
        if (!(await options.beforeRun())) return;
        options.publish({ type: 'checks', report: await server.check() });
      }, 'check'),
    cancel: () =>
      attempt(async () => {
        const job = status.value?.job;
        if (job !== undefined) await server.cancel(job.id);
      }),
    openHint: (task) =>
      attempt(async () => {
        const opened = await server.openHint(task);
        const known = status.value;
        if (known === undefined) return;
        const hints = { ...known.hints, [task]: [...opened.hints] };
        options.publish({ type: 'status', status: { ...known, hints } });
      }),
    answer: (question, value) =>
      attempt(async () => {
        const verdict = await server.answer(question, value);
        const known = status.value;
        if (known === undefined) return;
        const answers = { ...known.answers, [question]: verdict };
        options.publish({ type: 'status', status: { ...known, answers } });
        said.value =
          verdict.correct === undefined ? verdict.message : verdict.correct ? 'Right.' : 'Not yet.';
      }),
    async askSolution() {
      let found: readonly SolutionFile[] | undefined;
      await attempt(async () => {
        found = await server.solution();
      });
      return found;
    },
    hearHealth: ({ engine: health }) => hearEngine(health),
    say(text) {
      said.value = text;
    },
    load: () =>
      attempt(async () => {
        view.value = await server.view();
      }),
    [Symbol.dispose]() {
      stopSaying();
      unsubscribe();
    },
  };
}
