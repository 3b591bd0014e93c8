import { join } from 'node:path';
import type { Vars } from '../../lab/manifest/vars.ts';
import type { Compose } from '../../lab/ports/compose.ts';
import type { OnProgress } from '../../lab/ports/seat.ts';
import { homeParty, type SeatDirectory } from '../../lab/ports/seat-directory.ts';
import type { ImageFactsCache } from '../../observe/facts/image-facts.ts';
import type { Lab } from '../library/lab-library.ts';
import { Stage } from '../stage/stage.ts';
import { fakedServices, fakeImage } from './faked.ts';

/** Where proofs are played. */
export interface ProofPlace {
  readonly seats: Pick<SeatDirectory, 'findSeat' | 'prepareImages'>;
  readonly compose: Compose;
  /** What one image holds never changes, so proofs read each once. */
  readonly imageFacts: ImageFactsCache;
  readonly workspacesDir: string;
  /** Homes may share an engine, and each proves by itself. */
  readonly homeId: string;
  readonly onProgress: OnProgress;
}

/**
 * A clean stage for a proof, with every image that any of the lab's states needs; `seed` tells it from others of the
 * lab. Rejects with `seat-unmet` where no seat of this machine can run the lab.
 */
export async function openProofStage(
  place: ProofPlace,
  { manifest, id }: Lab,
  vars: Vars,
  seed: string,
  signal: AbortSignal,
): Promise<Stage> {
  const { seats, compose, imageFacts, workspacesDir, homeId, onProgress } = place;
  const seat = await seats.findSeat({ party: homeParty, requirement: manifest }, onProgress, signal);
  const images = [manifest, ...Object.values(manifest.states.scenes)].flatMap((each) => each.images);
  const fakes = fakedServices(manifest).length > 0 ? [fakeImage] : [];
  await seats.prepareImages(seat, [...new Set([...images, ...fakes])], onProgress, signal);
  const runId = `verify-${id.replaceAll('/', '-')}-${seed}-${homeId.slice(-6).toLowerCase()}`;
  const workspaceDir = join(workspacesDir, runId);
  return Stage.open(
    { seat, manifest, vars, runId, project: `drydock-${runId}`, workspaceDir, compose, imageFacts },
    signal,
  );
}
