/** Plays states of labs in seats of this machine: for proofs, for transcripts, and for what the book shows. */
import { join } from 'node:path';
import { makeCompose } from '../engine/compose/compose.ts';
import type { Vars } from '../lab/manifest/vars.ts';
import type { Seat } from '../lab/ports/seat.ts';
import { anySeat, homeParty } from '../lab/ports/seat-directory.ts';
import { makeImageFactsCache } from '../observe/facts/image-facts.ts';
import { type Chapter, readChapters } from '../runner/chapters.ts';
import { type Lab, LabLibrary } from '../runner/library/lab-library.ts';
import type { Stage } from '../runner/stage/stage.ts';
import { openProofStage } from '../runner/verify/open-proof-stage.ts';
import type { LabProof } from '../runner/verify/proof.ts';
import type { VerifyTools } from '../runner/verify/proof-run.ts';
import { proveLab } from '../runner/verify/prove-labs.ts';
import { readHomeId } from '../seats/home.ts';
import { type HomeOptions, openSeats } from './open-seats.ts';
import { root } from './root.ts';
import { makeLineProgress } from './show-progress.ts';

/** What one image holds never changes, so that all read each once. */
const imageFacts = makeImageFactsCache();

export interface Proofs extends AsyncDisposable {
  readonly library: LabLibrary;
  readonly chapters: readonly Chapter[];
  /** The labs that are asked for; all where none is named. Rejects with what is wrong with one of them. */
  choose(ids: readonly string[]): readonly Lab[];
  openStage(lab: Lab, vars: Vars, seed: string, signal: AbortSignal): Promise<Stage>;
  /** The seat that labs without wishes are proven in. It is theirs: whoever asks does not dispose it. */
  findSeat(signal: AbortSignal): Promise<Seat>;
}

/** `onLine` is told of what is under way. */
export async function openProofs(options: HomeOptions, onLine: (line: string) => void): Promise<Proofs> {
  const library = await LabLibrary.open(options.labs ?? join(root, 'labs'));
  const { chapters } = await readChapters(options.content ?? join(root, 'content'));
  const { seats, paths } = await openSeats(options);
  const onProgress = makeLineProgress(onLine);
  const telling = seats.onHealth(({ steps }) => steps.forEach(onProgress));
  const compose = makeCompose();
  const workspacesDir = join(paths.home, 'workspaces');
  return {
    library,
    chapters,
    choose(ids) {
      const [broken] = library.broken.values();
      if (broken && ids.length === 0) throw broken;
      return ids.length > 0 ? ids.map((id) => library.get(id)) : library.list();
    },
    openStage: async (lab, vars, seed, signal) => {
      const homeId = await readHomeId(paths.home);
      const place = { seats, compose, imageFacts, workspacesDir, homeId, onProgress };
      return openProofStage(place, lab, vars, seed, signal);
    },
    findSeat: (signal) => seats.findSeat({ party: homeParty, requirement: anySeat }, onProgress, signal),
    async [Symbol.asyncDispose]() {
      telling[Symbol.dispose]();
      await seats[Symbol.asyncDispose]();
    },
  };
}

/** Proves labs of one root in a seat of this machine. */
export interface Prover extends AsyncDisposable, Pick<Proofs, 'openStage' | 'findSeat'> {
  readonly labs: readonly Lab[];
  prove(lab: Lab): Promise<LabProof>;
}

export interface ProverOptions extends HomeOptions, Pick<VerifyTools, 'deadlineMs'> {
  /** Told of what is under way; nobody by default. */
  readonly onLine?: (line: string) => void;
}

/** Rejects with what is wrong with a lab of the root where all are asked for. */
export async function openProver(
  ids: readonly string[],
  { onLine = () => undefined, deadlineMs, ...options }: ProverOptions,
  signal: AbortSignal,
): Promise<Prover> {
  await using opened = new AsyncDisposableStack();
  const proofs = opened.use(await openProofs(options, onLine));
  const labs = proofs.choose(ids);
  const tools: Omit<VerifyTools, 'transcripts'> = {
    openStage: proofs.openStage,
    elapsedMs: () => performance.now(),
    onState: (lab, state) => onLine(`  ${lab} ${state}`),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  };
  const transcripts = proofs.chapters.flatMap(({ id, transcripts: placed }) =>
    placed.map((each) => ({ ...each, file: `content/${id}.mdx` })),
  );
  const all = opened.move();
  return {
    labs,
    openStage: proofs.openStage,
    findSeat: proofs.findSeat,
    prove: (lab) =>
      proveLab(
        lab,
        { ...tools, transcripts: transcripts.filter(({ transcript }) => transcript.lab === lab.id) },
        signal,
      ),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
