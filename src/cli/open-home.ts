/** Puts the parts together for one home. The only place that knows all of them. */
import { createHmac, randomInt } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ulid } from 'ulid';
import { makeCompose } from '../engine/compose/compose.ts';
import { type Catalogue, loadCatalogue } from '../engine/images/catalogue.ts';
import { type Ledger, makeLedger } from '../evidence/ledger.ts';
import type { SeatKind } from '../lab/seats/seat-kind.ts';
import { makeImageFactsCache } from '../observe/facts/image-facts.ts';
import { type ChapterTranscripts, readChapters } from '../runner/chapters.ts';
import { drydockVersion } from '../runner/drydock-version.ts';
import { hashFolders } from '../runner/library/hash-folders.ts';
import { LabLibrary } from '../runner/library/lab-library.ts';
import { makeLabRunner } from '../runner/make-lab-runner.ts';
import { startGrading } from '../runner/replay/grader.ts';
import { type GradingDesk, makeGradingDesk } from '../runner/replay/grading-desk.ts';
import { usualReplayTiming } from '../runner/replay/replay.ts';
import { openReplayStage } from '../runner/replay/replay-stage.ts';
import type { Trace } from '../runner/trace.ts';
import { Workspace } from '../runner/workspace/workspace.ts';
import { absentError, type ChosenEngine, chooseSeatProvider } from '../seats/choice/choose-provider.ts';
import { readChoice } from '../seats/choice/recorded-choice.ts';
import { parseSeatSettings, type SeatOptions } from '../seats/choice/seat-settings.ts';
import { makeCopies } from '../seats/copies.ts';
import { findHome, type HomePaths, readHomeId } from '../seats/home.ts';
import { makeSeatDirectory, type PreparingSeatDirectory } from '../seats/seat-directory.ts';
import { engineOf } from '../seats/seat-images.ts';
import { makeStoppedSeats } from '../seats/suspension/stopped-seats.ts';
import { loadEvidenceKey } from '../store/evidence-key.ts';
import { type HomeLock, takeHomeLock } from '../store/home-lock.ts';
import { type OpenStore, openStore } from '../store/open-store.ts';
import { askToInstall } from './ask-to-install.ts';
import { bringToNested, bringToOuter, imagesOfSeats, labImages } from './bring-images.ts';
import { root } from './root.ts';
import { waitUnlessAborted } from './wait-unless-aborted.ts';

/** What every command takes. */
export interface HomeOptions extends SeatOptions {
  readonly home?: string;
  readonly engine?: SeatKind;
  /** Install what is missing without asking. */
  readonly yes?: boolean;
  /** Other roots of labs and chapters than our own. */
  readonly labs?: string;
  readonly content?: string;
  /** A workspace of the reader's own for a lab's files. */
  readonly workspace?: string;
}

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
  /** Grades what is handed in, until it is disposed. */
  startGrading(onError: (error: unknown) => void): AsyncDisposable;
  /** Hears where the time of each job and check went. */
  onTrace(listener: (trace: Trace) => void): Disposable;
}

/** The first lab of the book can start while the others' images are still on their way. */
const firstLabImages = ['debian:trixie-slim'];

/** The recipes of the images that labs and seats use. */
export const catalogueDir = join(root, 'labs', 'images');

/** Which engine this home has, or would have; starts nothing, and records the choice only where told to. */
export async function chooseEngine(
  options: HomeOptions,
  { record } = { record: false },
): Promise<ChosenEngine> {
  return chooseSeatProvider({
    env: process.env,
    paths: findHome(process.env, options.home),
    references: labImages(await loadCatalogue(catalogueDir)),
    record,
    seats: parseSeatSettings(options),
    confirmInstall: askToInstall(options.yes ?? false),
    ...(options.engine ? { asked: options.engine } : {}),
  });
}

/**
 * Opens the seats of a home without its store, as proofs and images need. With a store, `localParty` is its person's.
 */
export async function openSeats(options: HomeOptions, localParty?: string) {
  const paths = findHome(process.env, options.home);
  const catalogue = await loadCatalogue(catalogueDir);
  const all = labImages(catalogue);
  let outerOwned = false;
  const seats = makeSeatDirectory({
    async choose() {
      const chosen = await chooseEngine(options, { record: true });
      if (!chosen.offered) throw absentError(chosen.decision);
      const { decision, offered } = chosen;
      outerOwned = (decision.kind === 'nested' ? decision.outer : decision.kind) === 'embedded';
      return { ...offered, letGo: () => chosen[Symbol.asyncDispose]() };
    },
    async prepareSeats(provider, onProgress, signal) {
      const outer = await provider.connect({ onProgress, signal });
      const { release } = engineOf(provider.seatClass, parseSeatSettings(options).engine);
      const references = imagesOfSeats(provider.kind, release);
      await bringToOuter({ catalogue, outer, outerOwned, references, onProgress, signal, forNested: false });
    },
    async prepareImages(seat, provider, references, onProgress, signal) {
      const outer = await provider.connect({ onProgress, signal });
      const request = { catalogue, outer, outerOwned, references, onProgress, signal };
      if (seat.kind === 'nested') await bringToNested({ ...request, seat });
      else await bringToOuter({ ...request, forNested: false });
    },
    first: firstLabImages,
    rest: all.filter((reference) => !firstLabImages.includes(reference)),
    stopped: makeStoppedSeats(paths.home),
    ...(localParty === undefined ? {} : { localParty }),
  });
  return { paths, catalogue, seats };
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
      grading: makeGradingDesk({ store, library, ledger, runner }),
      startGrading: (onError) =>
        startGrading({
          store,
          library,
          ledger,
          openStage: (...asked) =>
            openReplayStage(
              { seats, compose, imageFacts, workspacesDir, homeId, onProgress: () => undefined },
              ...asked,
            ),
          timing: usualReplayTiming,
          wait: waitUnlessAborted,
          drawBelow: (bound) => randomInt(bound),
          onError,
        }),
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
