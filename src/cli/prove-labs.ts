import { join } from 'node:path';
import { Semaphore } from 'async-mutex';
import { makeCompose } from '../engine/compose.ts';
import { DrydockError, reportError } from '../lab/errors.ts';
import type { OnProgress } from '../lab/ports/seat.ts';
import { homeParty } from '../lab/ports/seat-directory.ts';
import { makeImageFactsCache } from '../observe/image-facts.ts';
import { readChapters } from '../runner/chapters.ts';
import { type Lab, LabLibrary } from '../runner/library/lab-library.ts';
import { Stage } from '../runner/stage.ts';
import { fakedServices, fakeImage } from '../runner/verify/faked.ts';
import type { LabProof } from '../runner/verify/proof.ts';
import { type VerifyTools, verifyLab } from '../runner/verify/verify-lab.ts';
import { readHomeId } from '../seats/home.ts';
import type { PreparingSeatDirectory } from '../seats/seat-directory.ts';
import { type HouseOptions, openSeats, root } from './house.ts';
import { tell } from './plain-text.ts';
import { makeLineProgress } from './progress.ts';

/** Proves labs of one root in a seat of this machine. */
export interface Prover extends AsyncDisposable {
  /** The labs that are asked for; all of the root where none is named. */
  readonly labs: readonly Lab[];
  /** A lab that no seat here can run is skipped with the reason, which is neither proof nor failure. */
  prove(lab: Lab): Promise<LabProof>;
}

export interface ProverOptions extends HouseOptions {
  /** How long a state is looked at before it is said not to be as it should. */
  readonly deadlineMs?: number;
  /** Told of what is under way; nobody by default. */
  readonly onLine?: (line: string) => void;
}

/** Rejects with what is wrong with a lab of the root where all are asked for. */
export async function openProver(
  ids: readonly string[],
  options: ProverOptions,
  signal: AbortSignal,
): Promise<Prover> {
  const { deadlineMs, onLine = () => undefined } = options;
  const library = await LabLibrary.open(options.labs ?? join(root, 'labs'));
  const broken = [...library.broken.values()][0];
  if (broken && ids.length === 0) throw broken;
  const labs = ids.length > 0 ? ids.map((id) => library.get(id)) : library.list();
  const { chapters } = await readChapters(options.content ?? join(root, 'content'));
  const transcripts = chapters.flatMap(({ id, transcripts: placed }) =>
    placed.map((each) => ({ ...each, file: `content/${id}.mdx` })),
  );
  const { seats, paths } = await openSeats(options);
  const onProgress = makeLineProgress(onLine);
  const telling = seats.onHealth(({ steps }) => steps.forEach(onProgress));
  const tools: Omit<VerifyTools, 'transcripts'> = {
    openStage: (lab, vars, seed) =>
      openProofStage({ lab, vars, seed, seats, home: paths.home, onProgress, signal }),
    elapsedMs: () => performance.now(),
    onState: (lab, state) => onLine(`  ${lab} ${state}`),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  };
  return {
    labs,
    async prove(lab) {
      const mine = transcripts.filter(({ transcript }) => transcript.lab === lab.id);
      try {
        return await verifyLab(lab, { ...tools, transcripts: mine }, signal);
      } catch (error) {
        if (error instanceof DrydockError && error.code === 'seat-unmet')
          return { ...unproven(lab), skipped: [{ check: '*', reason: error.message }] };
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      telling[Symbol.dispose]();
      await seats[Symbol.asyncDispose]();
    },
  };
}

/** A lab waits as often as it computes: for services to come up, and for them to go. */
export const labsAtATime = 2;

/** Proves labs, two at a time; all of them where none is named. A proof that breaks off ends no other. */
export async function proveLabs(
  ids: readonly string[],
  options: HouseOptions,
  signal: AbortSignal,
): Promise<readonly LabProof[]> {
  await using prover = await openProver(ids, { ...options, onLine: tell }, signal);
  const places = new Semaphore(labsAtATime);
  // Awaited here: the prover is given back when this function ends.
  return await Promise.all(
    prover.labs.map((lab) =>
      places.runExclusive(async () => {
        signal.throwIfAborted();
        try {
          return await prover.prove(lab);
        } catch (error) {
          signal.throwIfAborted();
          return { ...unproven(lab), ok: false, trouble: reportError(error) };
        }
      }),
    ),
  );
}

export interface ProofStageParts {
  readonly lab: Lab;
  readonly vars: Stage['spec']['vars'];
  /** Tells this stage of the lab from others. */
  readonly seed: string;
  readonly seats: PreparingSeatDirectory;
  readonly home: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** What one image holds never changes, so proofs read each once. */
const imageFacts = makeImageFactsCache();

/** A clean stage for a proof, with every image that any of the lab's states needs. */
export async function openProofStage(parts: ProofStageParts): Promise<Stage> {
  const { lab, vars, seed, seats, home, onProgress, signal } = parts;
  const { manifest, id } = lab;
  const seat = await seats.findSeat({ party: homeParty, requirement: manifest }, onProgress, signal);
  const images = [manifest, ...Object.values(manifest.states.scenes)].flatMap((each) => each.images);
  const fakes = fakedServices(manifest).length > 0 ? [fakeImage] : [];
  await seats.prepareImages(seat, [...new Set([...images, ...fakes])], onProgress, signal);
  // Homes may share an engine, and each proves by itself.
  const runId = `verify-${id.replaceAll('/', '-')}-${seed}-${(await readHomeId(home)).slice(-6).toLowerCase()}`;
  const workspaceDir = join(home, 'workspaces', runId);
  const compose = makeCompose();
  return Stage.open(
    { seat, manifest, vars, runId, project: `drydock-${runId}`, workspaceDir, compose, imageFacts },
    signal,
  );
}

/** Of a lab of which nothing was seen. */
function unproven({ id }: Lab): LabProof {
  return {
    id,
    ok: true,
    seat: 'none',
    network: 'open',
    start: true,
    solution: true,
    accepts: [],
    mistakes: [],
    reset: true,
    transcripts: { checked: 0, ok: true },
    skipped: [],
    problems: [],
    durationMs: 0,
  };
}
