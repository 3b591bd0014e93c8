import { join } from 'node:path';
import { makeCompose } from '../engine/compose.ts';
import { DrydockError } from '../lab/errors.ts';
import type { OnProgress } from '../lab/ports/seat.ts';
import { makeImageFactsCache } from '../observe/image-facts.ts';
import { readChapters } from '../runner/chapters.ts';
import { type Lab, LabLibrary } from '../runner/library/lab-library.ts';
import { Stage } from '../runner/stage.ts';
import type { LabProof } from '../runner/verify/proof.ts';
import { type VerifyTools, verifyLab } from '../runner/verify/verify-lab.ts';
import type { PreparingSeatDirectory } from '../seats/seat-directory.ts';
import { type HouseOptions, openSeats, root } from './house.ts';
import { makeLineProgress } from './progress.ts';

/** Proves labs one after the other in a seat of this machine; all of them where none is named. */
export async function proveLabs(
  ids: readonly string[],
  options: HouseOptions,
  signal: AbortSignal,
): Promise<readonly LabProof[]> {
  const library = await LabLibrary.open(options.labs ?? join(root, 'labs'));
  const broken = [...library.broken.values()][0];
  if (broken && ids.length === 0) throw broken;
  const chosen = ids.length > 0 ? ids.map((id) => library.get(id)) : library.list();
  const { chapters } = await readChapters(options.content ?? join(root, 'content'));
  const transcripts = chapters.flatMap(({ id, transcripts: placed }) =>
    placed.map((each) => ({ ...each, file: `content/${id}.mdx` })),
  );
  const { seats, paths } = await openSeats(options);
  await using _ = seats;
  const onProgress = makeLineProgress((line) => process.stderr.write(`${line}\n`));
  using __ = seats.onHealth(({ steps }) => steps.forEach(onProgress));
  const openStage: VerifyTools['openStage'] = (lab, vars, seed) =>
    openProofStage({ lab, vars, seed, seats, home: paths.home, onProgress, signal });

  const proofs: LabProof[] = [];
  for (const lab of chosen) {
    const mine = transcripts.filter(({ transcript }) => transcript.lab === lab.id);
    try {
      const tools = { openStage, transcripts: mine, elapsedMs: () => performance.now(), onState: report };
      proofs.push(await verifyLab(lab, tools, signal));
    } catch (error) {
      if (error instanceof DrydockError && error.code === 'seat-unmet')
        proofs.push(unproven(lab, error.message));
      else throw error;
    }
  }
  return proofs;
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
  const seat = await seats.findSeat(manifest, onProgress, signal);
  const images = [manifest, ...Object.values(manifest.states.scenes)].flatMap((each) => each.images);
  await seats.prepareImages(seat, [...new Set(images)], onProgress, signal);
  const runId = `verify-${id.replaceAll('/', '-')}-${seed}`;
  const workspaceDir = join(home, 'workspaces', runId);
  const compose = makeCompose();
  return Stage.open(
    { seat, manifest, vars, runId, project: `drydock-${runId}`, workspaceDir, compose, imageFacts },
    signal,
  );
}

function report(lab: string, state: string): void {
  process.stderr.write(`  ${lab} ${state}\n`);
}

/** A lab that no seat here can run is skipped with the reason, which is neither proof nor failure. */
function unproven({ id }: Lab, reason: string): LabProof {
  const nothing = {
    accepts: [],
    mistakes: [],
    transcripts: { checked: 0, ok: true },
    problems: [],
    durationMs: 0,
  };
  return {
    id,
    ok: true,
    seat: 'none',
    start: true,
    solution: true,
    reset: true,
    skipped: [{ check: '*', reason }],
    ...nothing,
  };
}
