/** Where submissions are played: on a stage of their own, in a seat that no learner has where each party has one. */
import { join } from 'node:path';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import type { Compose } from '../../lab/ports/compose.ts';
import type { Engine } from '../../lab/ports/engine.ts';
import type { OnProgress, Seat } from '../../lab/ports/seat.ts';
import type { SeatDirectory } from '../../lab/ports/seat-directory.ts';
import type { ImageFactsCache } from '../../observe/facts/image-facts.ts';
import type { Lab } from '../library/lab-library.ts';
import { Stage } from '../stage/stage.ts';
import type { ProofStage } from '../verify/proof-stage.ts';
import { clearOldReplays, replayNames } from './clear-old-replays.ts';

/** What a replay needs of a stage. */
export interface ReplayStage extends ProofStage {
  readonly spec: ProofStage['spec'] & {
    readonly seat: Pick<Seat, 'seatClass'> & { readonly engine: Pick<Engine, 'info'> };
  };
}

/** What stages of replays are made of. */
export interface ReplayPlace {
  readonly seats: Pick<SeatDirectory, 'findSeat' | 'prepareImages'>;
  readonly compose: Compose;
  readonly imageFacts: ImageFactsCache;
  readonly workspacesDir: string;
  /** Homes may share an engine. */
  readonly homeId: string;
  readonly onProgress: OnProgress;
}

/** Whose the seat is, where each party has one of its own. No party of the store has such an id. */
const gradingParty = 'GRADING';

/**
 * An empty stage for one job under one fence, with the images of the lab in its seat. Rejects with `seat-unmet` where no
 * seat of this machine can run the lab. What it leaves is the caller's to take away.
 */
export async function openReplayStage(
  { seats, compose, imageFacts, workspacesDir, homeId, onProgress }: ReplayPlace,
  { manifest }: Lab,
  { id, vars }: Pick<SubmittedWork, 'id' | 'vars'>,
  fence: number,
  signal: AbortSignal,
): Promise<ReplayStage> {
  const seat = await seats.findSeat({ party: gradingParty, requirement: manifest }, onProgress, signal);
  const names = replayNames(homeId);
  await clearOldReplays(seat, workspacesDir, names, signal);
  await seats.prepareImages(seat, manifest.images, onProgress, signal);
  const runId = `${names.prefix}${id.toLowerCase()}-${fence}${names.suffix}`;
  const workspaceDir = join(workspacesDir, runId);
  return Stage.open(
    { seat, manifest, vars, runId, project: `drydock-${runId}`, workspaceDir, compose, imageFacts },
    signal,
  );
}
