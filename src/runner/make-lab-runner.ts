import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError } from '../lab/errors.ts';
import { viewOf } from '../lab/lab-view.ts';
import type { AnswerView, LabView, ProgressView, SolutionFile } from '../lab/protocol.ts';
import { isRight, readTruth } from '../lab/question.ts';
import { fillVars } from '../lab/vars.ts';
import type { ChapterTranscripts } from './chapters.ts';
import { recordRevisions } from './kept-copies.ts';
import type { LabKey, LabRunner, WorkspaceFiles } from './lab-runner.ts';
import type { LabLibrary } from './library/lab-library.ts';
import { asText, readLabState } from './library/lab-state.ts';
import { LiveRun } from './live-run.ts';
import type { RunnerTools } from './runner-tools.ts';
import { doneTasks, openHints } from './task-progress.ts';
import { openTerminal, typeIntoTerminal } from './terminal.ts';
import type { Workspace } from './workspace/workspace.ts';

export interface LabRunnerTools extends RunnerTools {
  readonly library: LabLibrary;
  readonly transcripts: ChapterTranscripts;
}

/** The use cases of labs over one store and the seats of one machine. */
export function makeLabRunner(tools: LabRunnerTools): LabRunner & { reconcile(): Promise<void> } {
  const { library, store, seats, transcripts } = tools;
  const runs = new Map<string, LiveRun>();

  const live = (key: LabKey): LiveRun => {
    const name = `${key.party} ${key.lab}`;
    const found = runs.get(name) ?? new LiveRun(key, library.get(key.lab), tools);
    runs.set(name, found);
    return found;
  };
  const jobOf = (id: string) => {
    for (const run of runs.values()) if (run.job?.id === id) return { run, job: run.job };
    throw new DrydockError('not-found', {
      message: `There is no job ${id} under way.`,
      fix: 'It may have ended.',
    });
  };
  const view = (lab: ReturnType<LabLibrary['get']>): LabView => {
    const runnable = seats.runnable(lab.manifest);
    return { ...viewOf(lab.manifest), ...(runnable ? { runnable } : {}) };
  };

  return {
    files: makeWorkspaceFiles(tools, live),
    listLabs: () => library.list().map(view),
    getLab: (id) => view(library.get(id)),
    status: (key) => live(key).status(),
    async follow(key, onEvent) {
      const run = live(key);
      const health = seats.onHealth((engine) => onEvent({ type: 'engine', health: engine }));
      const listening = await run.follow(onEvent);
      return {
        async [Symbol.asyncDispose]() {
          health[Symbol.dispose]();
          listening[Symbol.dispose]();
        },
      };
    },
    async begin(key, kind) {
      return live(key).begin(kind).view();
    },
    async finish(id, onProgress, signal) {
      const { job } = jobOf(id);
      using _ = job.onStep((event) => onProgress?.(event));
      const cancelled = signal ? abortOf(signal) : new Promise<never>(() => undefined);
      await Promise.race([job.done, cancelled]);
    },
    async cancel(id) {
      jobOf(id).job.cancel();
    },
    check: (key, signal) => live(key).check(signal),

    async solution(key): Promise<readonly SolutionFile[]> {
      const { lab, run } = live(key);
      const vars = run?.vars ?? {};
      const [start, solved] = await Promise.all([
        readLabState(lab, 'start', vars),
        readLabState(lab, 'solution', vars),
      ]);
      if (run) store.addEvent({ type: 'solution-shown', run: run.id });
      const changed = [...solved].filter(
        ([path, { content }]) => !sameBytes(content, start.get(path)?.content),
      );
      const deleted = [...start.keys()].filter((path) => !solved.has(path));
      return [
        ...changed.map(([path, { content }]) => ({ path, text: asText(content) ?? '' })),
        ...deleted.map((path) => ({ path })),
      ];
    },

    async openHint(key, task) {
      const { lab, run } = live(key);
      const spec = lab.manifest.tasks[task];
      if (!spec) throw new DrydockError('not-found', { message: `${key.lab} has no task “${task}”.` });
      if (!run) throw new DrydockError('not-started', { message: `Start ${key.lab} to open its hints.` });
      const open = openHints(lab.manifest, store.listEvents(run.id))[task] ?? [];
      if (open.length < spec.hints.length)
        store.addEvent({ type: 'hint-opened', run: run.id, task, hint: open.length });
      live(key).recorded();
      const hints = spec.hints.slice(0, open.length + 1);
      return { task, hints, left: spec.hints.length - hints.length };
    },

    async answer(key, id, value, confidence): Promise<AnswerView> {
      const live_ = live(key);
      const question = live_.lab.manifest.questions[id];
      if (!question) throw new DrydockError('not-found', { message: `${key.lab} has no question “${id}”.` });
      const { run } = live_;
      if (!run)
        throw new DrydockError('not-started', {
          message: `Start ${key.lab} first: its answer is read off your own engine.`,
        });
      const events = store.listEvents(run.id);
      const began = events.find((event) => event.type === 'observed');
      const observation = question.truth.at === 'start' && began ? began.observation : await live_.look();
      const truth = readTruth(question, observation);
      const correct = !truth.known || isRight(question, truth.value, value);
      const message = truth.known
        ? correct
          ? ['Yes.', question.because].filter(Boolean).join(' ')
          : 'Not what was observed here. Look again; you can answer as often as you like.'
        : `It cannot be told on this machine: ${truth.reason}.`;
      const { person } = key;
      const answer = store.addAnswer({
        person,
        run: run.id,
        kind: 'question',
        key: id,
        lab: key.lab,
        value,
        confidence,
        correct,
        message,
      });
      live_.recorded();
      return { question: id, value, correct, message, answeredAt: answer.at };
    },

    async typeCommand(key, id, index, terminal) {
      const command = transcripts.find(key.lab, id)?.commands[index]?.command;
      if (command === undefined)
        throw new DrydockError('not-found', {
          message: `No chapter has a command ${index} of a transcript ${id} of ${key.lab}.`,
          fix: 'Reload the page; the book may have been built anew.',
        });
      const stage = await live(key).stage();
      await typeIntoTerminal(
        stage.workbench,
        stage.spec.project,
        terminal,
        fillVars(command, stage.spec.vars),
      );
    },

    async openTerminal(key, name, size) {
      const stage = await live(key).stage();
      return openTerminal(stage.workbench, stage.spec.project, name, size);
    },

    progress: (person, party) => progressOf(tools, person, party),

    async findSeatKind(id) {
      const runnable = seats.runnable(library.get(id).manifest);
      return runnable?.ok ? runnable.seat : undefined;
    },

    /** After a start of the server: takes up what was interrupted, and clears away containers of no run. */
    async reconcile() {
      for (const run of store.listRuns()) {
        if (library.broken.has(run.lab) || !library.list().some(({ id }) => id === run.lab)) continue;
        const key = { party: run.party, person: store.localPerson().person.id, lab: run.lab };
        if (run.intent === 'running' && run.step !== 'ready')
          live(key).begin(run.step === 'reset' ? 'reset' : 'start');
        if (run.intent === 'stopped' && run.step === 'stopping') live(key).begin('stop');
      }
      await Promise.allSettled([...runs.values()].flatMap((run) => (run.job ? [run.job.done] : [])));
    },

    async [Symbol.asyncDispose]() {
      const closing = Promise.allSettled([...runs.values()].map((run) => run.close()));
      await Promise.race([closing, delay(8_000, undefined, { ref: false })]);
    },
  };
}

/** Where the engine is away, the server's copy is what there is to show. */
async function bringOut(run: LiveRun): Promise<void> {
  try {
    await (await run.stage()).workbench.syncOut();
  } catch (error) {
    if (!(error instanceof DrydockError && error.code === 'engine-lost')) throw error;
  }
}

function makeWorkspaceFiles(tools: LabRunnerTools, live: (key: LabKey) => LiveRun): WorkspaceFiles {
  const workspaces = new Map<string, Workspace>();
  const open = (key: LabKey): { workspace: Workspace; run: NonNullable<LiveRun['run']> } => {
    const { run } = live(key);
    if (!run)
      throw new DrydockError('not-started', {
        message: `The lab ${key.lab} has no files yet.`,
        fix: 'Start it first.',
      });
    // One object a folder: it lets one save through at a time.
    const workspace = workspaces.get(run.workspaceDir) ?? tools.workspaceOf(run);
    workspaces.set(run.workspaceDir, workspace);
    return { workspace, run };
  };
  /** Where the workspace is a volume, what was made inside it comes out first. */
  const fresh = async (key: LabKey) => {
    const opened = open(key);
    if (opened.run.intent === 'running') await bringOut(live(key));
    return opened.workspace;
  };
  const changed = async <T>(key: LabKey, paths: readonly string[], result: T): Promise<T> => {
    await live(key).edited(paths);
    return result;
  };
  return {
    list: async (key) => (await fresh(key)).list(),
    read: async (key, path) => (await fresh(key)).read(path),
    async save(key, path, text, revision) {
      const { workspace, run } = open(key);
      const content = await workspace.save(path, text, revision);
      recordRevisions(
        tools.store,
        run.id,
        new Map([[path, { content: Buffer.from(text), executable: false }]]),
        'saved',
      );
      return changed(key, [path], content);
    },
    create: async (key, path, kind) => changed(key, [path], await open(key).workspace.create(path, kind)),
    rename: async (key, from, to) => changed(key, [from, to], await open(key).workspace.rename(from, to)),
    async remove(key, path) {
      const { workspace, run } = open(key);
      const before = await workspace.snapshot();
      recordRevisions(
        tools.store,
        run.id,
        new Map([...before].filter(([file]) => file === path || file.startsWith(`${path}/`))),
        'saved',
      );
      await workspace.remove(path).catch(async (error: unknown) => {
        if (run.intent !== 'running' || (error instanceof DrydockError && error.code === 'not-found'))
          throw error;
        await (await live(key).stage()).workbench.deletePaths([path]);
      });
      await changed(key, [path], undefined);
    },
  };
}

function progressOf({ library, store }: LabRunnerTools, person: string, party: string): ProgressView {
  const positions = store.chapterPositions(person);
  const labs: ProgressView['labs'] = {};
  for (const { id, manifest } of library.list()) {
    const run = store.findRun(party, id, 'self');
    if (!run) continue;
    const events = store.listEvents(run.id);
    const completedAt = events.find((event) => event.type === 'lab-done')?.at;
    labs[id] = {
      started: true,
      tasksDone: Object.keys(doneTasks(events)),
      tasks: Object.keys(manifest.tasks).length,
      ...(completedAt === undefined ? {} : { completedAt }),
    };
  }
  const last = [...positions].sort((a, b) => (a.readAt < b.readAt ? 1 : -1))[0];
  return {
    chapters: Object.fromEntries(
      positions.map(({ chapter, readTo, readAt }) => [chapter, { readTo, readAt }]),
    ),
    labs,
    predictions: Object.fromEntries(
      store
        .latestAnswers({ person, kind: 'predict' })
        .map(({ key, value, confidence }) => [
          key,
          { value, ...(confidence === undefined ? {} : { confidence }) },
        ]),
    ),
    ...(last
      ? { last: { chapter: last.chapter, ...(last.lab === undefined ? {} : { lab: last.lab }) } }
      : {}),
  };
}

const sameBytes = (a: Uint8Array, b: Uint8Array | undefined): boolean =>
  b !== undefined && Buffer.compare(a, b) === 0;

function abortOf(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}
