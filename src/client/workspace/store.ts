import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { ErrorReport } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import type { CheckReport } from '../../lab/wire/checks.ts';
import type { BeforeJob } from '../../lab/wire/events.ts';
import type { Health } from '../../lab/wire/host.ts';
import type { JobKind } from '../../lab/wire/jobs.ts';
import type { LabStatus, LabView, SolutionFile } from '../../lab/wire/labs.ts';
import { answerWords } from '../core/answer-words.ts';
import type { Connection } from '../core/connection.ts';
import type { JobOutput, LabModel, LabState } from '../core/lab-model.ts';
import { announceChange, type Light, lightsOf } from '../core/lights.ts';
import type { LabServer } from './lab-server.ts';
import { signalOf } from './signal-of.ts';

/** `lost`: trying again by itself. `ended`: signed out; only a new login helps. */
export type Line = 'connecting' | NonNullable<LabState['line']>;

/** What the opened workspace shows of its lab, as signals, and what can be asked of it. */
export interface WorkspaceStore extends Disposable {
  readonly lab: LabId;
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
  readonly line: ReadonlySignal<Line>;
  readonly output: ReadonlySignal<JobOutput | undefined>;
  readonly lights: ReadonlySignal<readonly Light[]>;
  /** What a screen reader is told next. */
  readonly said: ReadonlySignal<string>;
  /** Asked of the server and not yet taken on. */
  readonly asked: ReadonlySignal<JobKind | 'check' | undefined>;
  /** What went wrong with something that the reader asked for, until it is put away. */
  readonly trouble: ReadonlySignal<ErrorReport | undefined>;
  begin(kind: JobKind): Promise<void>;
  check(): Promise<void>;
  cancel(): Promise<void>;
  openHint(task: string): Promise<void>;
  answer(question: string, value: string): Promise<void>;
  /** Undefined: it could not be had; `trouble` says why. */
  askSolution(): Promise<readonly SolutionFile[] | undefined>;
  say(text: string): void;
  /** Puts the trouble away. */
  dismiss(): void;
}

export interface StoreOptions {
  readonly model: LabModel;
  readonly engine: Connection['engine'];
  readonly server: LabServer;
  /** Saves what the editor holds; false: something needs the reader's choice first. */
  readonly beforeRun: () => Promise<boolean>;
  readonly onFiles: (paths: readonly string[] | 'all') => void;
}

/** What lies between the page and the containers, if they are out of reach: what is shown of them is old. */
export function reachOf({ line, engine }: WorkspaceStore): string | undefined {
  if (line.value === 'lost') return 'server lost';
  if (line.value === 'ended') return 'signed out';
  return engine.value?.state === 'absent' ? 'engine lost' : undefined;
}

export function makeWorkspaceStore(options: StoreOptions): WorkspaceStore {
  const { model, server } = options;
  const stops: (() => void)[] = [];
  const state = signalOf(model.state, stops);
  const engine = signalOf(options.engine, stops);
  const observation = signalOf(model.observation, stops);
  const before = signalOf(model.before, stops);
  const output = signalOf(model.output, stops);
  const view = computed(() => state.value.view);
  const report = computed(() => state.value.report);
  const said = signal('');
  const lights = computed(() =>
    view.value === undefined ? [] : lightsOf(view.value, report.value, state.value.status?.run?.vars),
  );
  let lightsBefore: readonly Light[] = [];
  stops.push(
    effect(() => {
      const after = lights.value;
      const change = lightsBefore.length === 0 ? '' : announceChange(lightsBefore, after);
      lightsBefore = after;
      if (change !== '') said.value = change;
    }),
  );
  stops.push(model.saveFirst(options.beforeRun));
  stops.push(model.hold(options.onFiles));

  return {
    lab: model.id,
    server,
    view,
    status: computed(() => state.value.status),
    report,
    recorded: computed(() => state.value.recorded),
    observation,
    before,
    engine,
    line: computed(() => state.value.line ?? 'connecting'),
    output,
    lights,
    said,
    asked: computed(() => state.value.asked),
    trouble: computed(() => state.value.error),
    begin: model.begin,
    check: model.check,
    cancel: model.cancel,
    openHint: (task) => model.attempt(() => model.openHint(task)),
    answer: (question, value) =>
      model.attempt(async () => {
        const verdict = await model.answer(question, value);
        said.value = answerWords(verdict) ?? verdict.message;
      }),
    async askSolution() {
      let found: readonly SolutionFile[] | undefined;
      await model.attempt(async () => {
        found = await server.solution();
      });
      return found;
    },
    say(text) {
      said.value = text;
    },
    dismiss: model.dismiss,
    [Symbol.dispose]() {
      for (const stop of stops) stop();
    },
  };
}
