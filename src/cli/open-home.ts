/** Puts the parts together for one home. The only place that knows all of them. */
import { createHmac, randomInt } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ulid } from 'ulid';
import { makeCompose } from '../engine/compose/compose.ts';
import type { Catalogue } from '../engine/images/catalogue.ts';
import { type Ledger, makeLedger } from '../evidence/ledger.ts';
import { isEngineLost } from '../lab/engine-away.ts';
import { makeImageFactsCache } from '../observe/facts/image-facts.ts';
import { type ChapterTranscripts, readChapters } from '../runner/chapters.ts';
import { drydockVersion } from '../runner/drydock-version.ts';
import { hashFolders } from '../runner/library/hash-folders.ts';
import { LabLibrary } from '../runner/library/lab-library.ts';
import { makeLabRunner } from '../runner/make-lab-runner.ts';
import { readGradable } from '../runner/replay/gradable.ts';
import { type GraderTools, startGrading } from '../runner/replay/grader.ts';
import { type GradingDesk, makeGradingDesk } from '../runner/replay/grading-desk.ts';
import { usualReplayTiming } from '../runner/replay/replay.ts';
import { openReplayStage } from '../runner/replay/replay-stage.ts';
import type { Trace } from '../runner/trace.ts';
import { Workspace } from '../runner/workspace/workspace.ts';
import { readChoice } from '../seats/choice/recorded-choice.ts';
import { makeCopies } from '../seats/copies.ts';
import { findHome, type HomePaths, readHomeId } from '../seats/home.ts';
import { OutsideObserver } from '../seats/nested/outside-observer.ts';
import type { PreparingSeatDirectory } from '../seats/seat-directory.ts';
import { loadEvidenceKey } from '../store/evidence-key.ts';
import { type HomeLock, takeHomeLock } from '../store/home-lock.ts';
import { type OpenStore, openStore } from '../store/open-store.ts';
import { type HomeOptions, openSeats } from './open-seats.ts';
import { root } from './root.ts';
import { waitUnlessAborted } from './wait-unless-aborted.ts';

export interface OpenHome extends AsyncDisposable {
  readonly paths: HomePaths;
  readonly lock: HomeLock;
  readonly store: OpenStore;
  readonly library: LabLibrary;
  readonly chapters: ChapterTranscripts;
  readonly catalogue: Catalogue;
  readonly seats: PreparingSeatDirectory;
  readonly runner: ReturnType<typeof makeLabRunner>;
  readonly grading: GradingDesk;
  /** Grades what is handed in, by so many graders at once, until it is disposed. More than one have seats of their own. */
  startGrading(graders: number, onError: (error: unknown) => void): AsyncDisposable;
  /** Hears where the time of each job and check went. */
  onTrace(listener: (trace: Trace) => void): Disposable;
}

/** Takes the home and opens all of it. Rejects with `home-locked` where a server has it. */
export async function openHome(options: HomeOptions, purpose: string): Promise<OpenHome> {
  const { home } = findHome(process.env, options.home);
  // Before anything of it is changed: without its name and its engine, what it has would seem to be gone.
  await readHomeId(home);
  if (options.engine === undefined) await readChoice(home);
  const lock = takeHomeLock(home, purpose);
  try {
    const store = openStore(join(home, 'drydock.db'));
    const { paths, catalogue, seats } = await openSeats(options, store.localPerson().party.id);
    const library = await LabLibrary.open(options.labs ?? join(root, 'labs'));
    const chapters = await readChapters(options.content ?? join(root, 'content'));
    const tracing = new Set<(trace: Trace) => void>();
    const [homeId, ledger] = [await readHomeId(home), await openLedger(home, store)];
    const [compose, imageFacts] = [makeCompose(), makeImageFactsCache()];
    const workspacesDir = join(paths.home, 'workspaces');
    const runner = makeLabRunner({
      onTrace: (trace) => {
        for (const listener of tracing) listener(trace);
      },
      store,
      seats,
      library,
      transcripts: chapters,
      compose,
      imageFacts,
      copies: makeCopies(homeId),
      ledger,
      now: () => new Date(),
      newId: () => ulid(),
      keptDir: join(paths.home, 'kept'),
      workspacesDir,
      newWorkspaceDir: (lab, id) =>
        options.workspace === undefined
          ? join(workspacesDir, `${lab.replaceAll('/', '-')}-${id.slice(-6).toLowerCase()}`)
          : ownWorkspace(options.workspace),
      workspaceOf: (run) => new Workspace(run.workspaceDir),
      seedOf: ({ party, context, lab }) =>
        createHmac('sha256', store.serverSecret)
          .update(['seed', party, context, lab].join('\n'))
          .digest('hex'),
    });
    return {
      paths,
      lock,
      store,
      library,
      chapters,
      catalogue,
      seats,
      runner,
      grading: makeGradingDesk({ store, library, ledger, runner, whyNotGraded: await readGradable(library) }),
      startGrading(graders, onError) {
        const stack = new AsyncDisposableStack();
        const observer = new OutsideObserver({ openEngine: (until) => seats.openEngine(until), homeId });
        stack.defer(() =>
          observer[Symbol.asyncDispose]().catch((error: unknown) => {
            // With an engine that is away it stays, and goes before the next server grades.
            if (!isEngineLost(error)) throw error;
          }),
        );
        const onProgress = () => undefined;
        const place = { seats, observer, compose, imageFacts, workspacesDir, homeId, onProgress };
        const tools: GraderTools = {
          store,
          library,
          ledger,
          openStage: (...asked) => openReplayStage(place, ...asked),
          timing: usualReplayTiming,
          wait: waitUnlessAborted,
          drawBelow: (bound) => randomInt(bound),
          onError,
        };
        stack.use(startGrading(tools, graders));
        return stack;
      },
      onTrace(listener) {
        tracing.add(listener);
        return { [Symbol.dispose]: () => tracing.delete(listener) };
      },
      async [Symbol.asyncDispose]() {
        await runner[Symbol.asyncDispose]();
        await seats[Symbol.asyncDispose]();
        store.close();
        lock[Symbol.dispose]();
      },
    };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

/** Where what is judged is signed, by the key of the home. */
async function openLedger(home: string, store: OpenStore): Promise<Ledger> {
  const now = () => new Date();
  const judging = ['lab', 'observe'].map((name) => join(root, 'src', name));
  return makeLedger({
    store,
    signer() {
      const signer = loadEvidenceKey(home, now());
      store.registerKey(signer);
      return signer;
    },
    grader: { version: drydockVersion, hash: await hashFolders(judging), node: process.version },
    saltOf: (about) =>
      createHmac('sha256', store.serverSecret).update(['evidence', about].join('\n')).digest('hex'),
    now,
  });
}

/** A folder of the reader's own, where it really is: what is a link later was put there by somebody else. */
function ownWorkspace(dir: string): string {
  const path = resolve(dir);
  try {
    return realpathSync(path);
  } catch {
    // It is made when the lab is started.
    return path;
  }
}
