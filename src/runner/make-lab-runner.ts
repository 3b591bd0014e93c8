import { setTimeout as delay } from 'node:timers/promises';
import { Mutex } from 'async-mutex';
import { DrydockError } from '../lab/errors.ts';
import { unlessAborted } from '../lab/general/unless-aborted.ts';
import { viewOf } from '../lab/manifest/lab-view.ts';
import { fillVars } from '../lab/manifest/vars.ts';
import type { Attempt, RunKey } from '../lab/ports/store.ts';
import type { IdleRules } from '../lab/ports/suspension.ts';
import type { LabView } from '../lab/wire/labs.ts';
import { answerQuestion, openHint } from './answer.ts';
import { attest } from './attest.ts';
import { recordBrought } from './brought-attempt.ts';
import type { ChapterTranscripts } from './chapters.ts';
import type { LabRunner, TerminalSession } from './lab-runner.ts';
import type { LabLibrary } from './library/lab-library.ts';
import { untilText } from './open-lab/awaited-shells.ts';
import { OpenLab } from './open-lab/open-lab.ts';
import { progressOf } from './progress.ts';
import type { RunnerTools } from './runner-tools.ts';
import { showSolution } from './solution.ts';
import type { Stage } from './stage/stage.ts';
import { endTerminal, joinTerminal, openTerminal, typeIntoTerminal } from './terminal.ts';
import { type Begun, reconcile } from './upkeep/reconcile.ts';
import { suspendIdle } from './upkeep/suspend-idle.ts';
import { makeWorkspaceFiles } from './workspace-files.ts';

export interface LabRunnerTools extends RunnerTools {
  readonly library: LabLibrary;
  readonly transcripts: ChapterTranscripts;
}

export interface ReconcilingRunner extends LabRunner {
  /**
   * Takes up what was interrupted and clears away what belongs to no run, on the engines that are there. Resolves once
   * all were looked after; what was begun goes on.
   */
  reconcile(signal: AbortSignal): Promise<Begun>;
  /** Suspends seats in which nobody has been for as long as the rules say. */
  suspendIdle(rules: IdleRules, signal: AbortSignal): Promise<void>;
}

/** The use cases of labs over one store and the seats of one machine. */
export function makeLabRunner(tools: LabRunnerTools): ReconcilingRunner {
  const { library, store, seats, transcripts } = tools;
  /** The labs that are open, by what their runs are of. */
  const open = new Map<string, OpenLab>();
  /** Looking after labs and suspending their seats: one at a time. */
  const turns = new Mutex();

  const live = ({ party, lab, context }: RunKey): OpenLab => {
    const name = `${party} ${lab} ${context}`;
    const found = open.get(name) ?? new OpenLab({ party, lab, context }, library.get(lab), tools);
    open.set(name, found);
    return found;
  };
  const jobOf = (id: string) => {
    for (const lab of open.values()) {
      const job = lab.findJob(id);
      if (job) return { lab, job };
    }
    throw noSuchJob(id);
  };
  const attemptOf = (key: RunKey, id: string): Attempt => {
    const attempt = store.findAttempt(id);
    if (!attempt || attempt.run !== live(key).run?.id) throw noSuchAttempt(key, id);
    return attempt;
  };
  /** Nobody looks at them, nothing of them should run, and there is nothing to tell: the store has all of it. */
  const letGoOfIdle = async (): Promise<void> => {
    const idle = [...open].filter(([, lab]) => lab.isIdle);
    for (const [name] of idle) open.delete(name);
    await Promise.all(idle.map(([, lab]) => lab.close()));
  };
  const view = (lab: ReturnType<LabLibrary['get']>): LabView => {
    const runnable = seats.runnable(lab.manifest);
    return { ...viewOf(lab.manifest), ...(runnable ? { runnable } : {}) };
  };

  /** A shell that holds its seat awake until it is let go of. */
  const holding = async (
    key: RunKey,
    attach: (stage: Stage) => Promise<TerminalSession>,
    how: { readonly awaitsStart?: boolean } = {},
  ): Promise<TerminalSession> => {
    const { stage, held, came } = await live(key).hold(how);
    try {
      const attached = await attach(stage);
      return {
        ...attached,
        output: untilText(attached.output, came),
        async [Symbol.asyncDispose]() {
          using _ = held;
          came();
          await attached[Symbol.asyncDispose]();
        },
      };
    } catch (error) {
      came();
      held[Symbol.dispose]();
      throw error;
    }
  };

  return {
    files: makeWorkspaceFiles(tools, live),
    listLabs: () => library.list().map(view),
    getLab: (id) => view(library.get(id)),
    status: (key) => live(key).status(),
    async follow(key, onEvent) {
      const run = live(key);
      // Kept only where both are followed: whoever is told of a failure has nothing to let go of.
      using listening = new DisposableStack();
      listening.use(seats.onHealth((engine) => onEvent({ type: 'engine', health: engine })));
      listening.use(run.follow(onEvent));
      const followed = listening.move();
      return {
        async [Symbol.asyncDispose]() {
          followed.dispose();
        },
      };
    },
    async begin(key, kind) {
      return live(key).begin(kind).view();
    },
    async finish(id, onProgress, signal) {
      const { job } = jobOf(id);
      using _ = job.onStep((event) => onProgress?.(event));
      await unlessAborted(job.done, signal);
    },
    async cancel(party, id) {
      const { lab, job } = jobOf(id);
      if (lab.key.party !== party) throw noSuchJob(id);
      job.cancel();
    },
    check: (key, person, signal, id) => live(key).check(person, signal, id),
    bring: (key, person, brought) => recordBrought(tools, library.get(key.lab), key, person, brought),
    async readObservation(key, id) {
      const observation = store.readObservation(attemptOf(key, id).observationHash);
      if (!observation) throw noSuchAttempt(key, id);
      return observation;
    },
    attest: async (key, id) => attest(tools, live(key), attemptOf(key, id)),

    why: (key, asked, signal) => live(key).why(asked, signal),

    solution: async (key, person) => showSolution(store, live(key), person),
    openHint: async (key, person, task) => openHint(store, live(key), person, task),
    answer: (key, person, given) => answerQuestion(store, live(key), person, given),

    async typeCommand(key, id, index, terminal) {
      const command = transcripts.find(key.lab, id)?.commands[index]?.command;
      if (command === undefined)
        throw new DrydockError('not-found', {
          message: `No chapter has a command ${index} of a transcript ${id} of ${key.lab}.`,
          fix: 'Reload the page; the book may have been built anew.',
        });
      await live(key).useUp(({ workbench, spec: { project, vars } }) =>
        typeIntoTerminal(workbench, project, terminal, fillVars(command, vars)),
      );
    },

    openTerminal: (key, name, size, signal, how) =>
      holding(
        key,
        ({ workbench, spec: { project } }) => openTerminal(workbench, project, name, size, signal),
        how,
      ),
    joinTerminal: (key, name, mode, size, signal) =>
      holding(key, ({ workbench, spec: { project } }) =>
        joinTerminal(workbench, project, name, mode, size, signal),
      ),

    async endTerminal(key, name) {
      const lab = live(key);
      if (lab.run?.intent !== 'running') return;
      await lab.use(({ workbench, spec }) => endTerminal(workbench, spec.project, name));
    },

    progress: (person, party) => progressOf(tools, person, party),

    reconcile: (signal) =>
      turns.runExclusive(async () => {
        try {
          return await reconcile({ ...tools, live }, signal);
        } finally {
          await letGoOfIdle();
        }
      }),
    async suspendIdle(rules, signal) {
      // While labs are looked after, seats are in use: it has its turn right after.
      const turn = turns.runExclusive(async () => {
        signal.throwIfAborted();
        await suspendIdle({ suspensions: seats.suspensions(), labs: [...open.values()], rules, signal });
      });
      await unlessAborted(turn, signal);
    },

    async [Symbol.asyncDispose]() {
      const closing = Promise.allSettled([...open.values()].map((lab) => lab.close()));
      await Promise.race([closing, delay(8_000, undefined, { ref: false })]);
    },
  };
}

function noSuchAttempt({ lab }: RunKey, id: string): DrydockError {
  return new DrydockError('not-found', { message: `${lab} has no attempt ${id}.` });
}

function noSuchJob(id: string): DrydockError {
  return new DrydockError('not-found', {
    message: `There is no job ${id} under way.`,
    fix: 'It may have ended.',
  });
}
