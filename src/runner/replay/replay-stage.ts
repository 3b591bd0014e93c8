/** Where submissions are played: on a stage of their own, in a seat that no learner has where each party has one. */
import { join } from 'node:path';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import type { Compose } from '../../lab/ports/compose.ts';
import type { Engine, EngineInfo } from '../../lab/ports/engine.ts';
import type { OnProgress, Seat } from '../../lab/ports/seat.ts';
import type { SeatDirectory } from '../../lab/ports/seat-directory.ts';
import type { ImageFactsCache } from '../../observe/facts/image-facts.ts';
import { homeSeatId } from '../../seats/choice/seat-id.ts';
import { lookFromOutside } from '../../seats/nested/outside-look.ts';
import { type OutsideObserver, observerParty } from '../../seats/nested/outside-observer.ts';
import { removePartySeats } from '../../seats/remove-party-seats.ts';
import type { Lab } from '../library/lab-library.ts';
import type { GatedCompose } from '../stage/gate.ts';
import { Stage } from '../stage/stage.ts';
import { clearStage } from '../verify/clear-stage.ts';
import type { ProofStage } from '../verify/proof-stage.ts';
import { labsAtATime } from '../verify/prove-labs.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { clearOldReplays, clearReplayFolders, removeReplayFolder, replayNames } from './clear-old-replays.ts';

/** What a replay needs of a stage. Disposing throws its seat away, where that is one that can be. */
export interface ReplayStage extends ProofStage {
  /** As that of a stage; what it gives says which grants the work uses. */
  passGate(signal: AbortSignal): Promise<Pick<GatedCompose, 'used'>>;
  /** As that of a stage. */
  start(signal: AbortSignal): Promise<unknown>;
  readonly workspace: Pick<Workspace, 'snapshot'>;
  /** Takes away what the replay made, where its seat stays. */
  clear(): Promise<void>;
  readonly spec: ProofStage['spec'] & { readonly seat: Pick<Seat, 'seatClass'> };
  /** What the engine of the seat is. It is asked once: nobody else has that engine. */
  readonly info: Pick<EngineInfo, 'version' | 'kernel'>;
}

/** What stages of replays are made of. */
export interface ReplayPlace {
  readonly seats: Pick<SeatDirectory, 'findSeat' | 'prepareImages' | 'suspensionOf'> & {
    /** The engine on which seats are made. */
    openEngine(signal: AbortSignal): Promise<Engine>;
    /** Knows of no seat of these parties from now on, since they are removed. */
    forget(parties: ReadonlySet<string>): Promise<void>;
  };
  /** From which the seats are looked at. */
  readonly observer: Pick<OutsideObserver, 'start'>;
  readonly compose: Compose;
  readonly imageFacts: ImageFactsCache;
  readonly workspacesDir: string;
  /** Homes may share an engine. */
  readonly homeId: string;
  readonly onProgress: OnProgress;
}

/** Who plays a submission. */
export interface Replayer {
  /** One of the graders of the home, from 1 on. Each has one seat, and plays one submission at a time in it. */
  readonly grader: number;
  /** Of the lease under which it is played. */
  readonly fence: number;
}

/** More graders than these have no seats: no machine has use for more. */
export const mostGraders = 16;

/**
 * How many there are where nobody says. Each waits for most of its time, for the second look above all: nine left two
 * processors idle for a quarter of the time, these for a sixth.
 */
export const usualGraders = Math.min(mostGraders, 4 * labsAtATime);

/** Whose the seat of a grader is, where each party has one of its own. No party of the store has such an id. */
const partyOf = (grader: number): string => `GRADING${grader}`;

/** Of all graders that there may have been; of what looks at their seats, and of the one that an older home had. */
const allParties = [observerParty, ...Array.from({ length: mostGraders }, (_, index) => partyOf(index + 1))];

/** How long a seat may take to be removed. */
const removingMs = 60_000;

/**
 * An empty stage for one job under one fence, in a new seat with the images of the lab. The seat of an earlier job of the
 * grader is thrown away before, and this one once the stage is disposed. Where there is one seat for all it is that,
 * emptied of what replays left, and there may be one grader. Rejects with `seat-unmet` where no seat of this machine can run the lab.
 */
export async function openReplayStage(
  place: ReplayPlace,
  { manifest }: Lab,
  { id, vars }: Pick<SubmittedWork, 'id' | 'vars'>,
  { grader, fence }: Replayer,
  signal: AbortSignal,
): Promise<ReplayStage> {
  const { seats, observer, compose, imageFacts, workspacesDir, homeId, onProgress } = place;
  await throwAwaySeats(place, [partyOf(grader)], signal, { keepNetworks: true });
  await using made = new AsyncDisposableStack();
  // Whoever removes it must not be held up by what the work did in there.
  made.defer(() =>
    throwAwaySeats(place, [partyOf(grader)], AbortSignal.timeout(removingMs), { keepNetworks: true }),
  );
  const request = { party: partyOf(grader), requirement: manifest, beginning: 'filled-first' } as const;
  const found = await seats.findSeat(request, onProgress, signal);
  const names = replayNames(homeId, grader);
  await clearOldReplays(found, workspacesDir, names, signal);
  await seats.prepareImages(found, manifest.images, onProgress, signal);
  const { seat } = made.use(
    await lookFromOutside(found, { around: await seats.openEngine(signal), homeId, observer }, signal),
  );
  const runId = `${names.prefix}${id.toLowerCase()}-${fence}${names.suffix}`;
  const workspaceDir = join(workspacesDir, runId);
  made.defer(() => removeReplayFolder(workspaceDir));
  const project = `drydock-${runId}`;
  const spec = { seat, manifest, vars, runId, project, workspaceDir, compose, imageFacts };
  const stage = made.use(await Stage.open(spec, signal));
  // Nobody is in there for whom it would be kept awake.
  const touch = () => seats.suspensionOf(request)?.touch();
  // All of a seat of its own goes at once.
  const clear = found.id === homeSeatId ? () => clearStage(stage) : async () => undefined;
  const info = await seat.engine.info(signal);
  return thrownAway(stage, { touch, clear, info }, made.move());
}

/** Where seats of replays are. */
interface SeatPlace extends Pick<ReplayPlace, 'homeId'> {
  readonly seats: Pick<ReplayPlace['seats'], 'forget' | 'openEngine'>;
}

/**
 * Removes the seats of all graders with all that is in them, whichever job and fence they were of, and what was laid out
 * for them among workspaces; there is no such seat where all share one. A server does so before it grades: whoever was
 * killed before it left some.
 */
export async function throwAwayReplays(
  place: SeatPlace & Pick<ReplayPlace, 'workspacesDir'>,
  signal: AbortSignal,
): Promise<void> {
  await clearReplayFolders(place.workspacesDir, place.homeId);
  await throwAwaySeats(place, allParties, signal);
}

async function throwAwaySeats(
  { seats, homeId }: SeatPlace,
  parties: readonly string[],
  signal: AbortSignal,
  options: Parameters<typeof removePartySeats>[4] = {},
): Promise<void> {
  const whose = new Set(parties);
  await seats.forget(whose);
  await removePartySeats(await seats.openEngine(signal), homeId, whose, signal, options);
}

function thrownAway(
  stage: Stage,
  {
    touch,
    clear,
    info,
  }: { readonly touch: () => void; readonly info: EngineInfo } & Pick<ReplayStage, 'clear'>,
  made: AsyncDisposable,
): ReplayStage {
  return {
    spec: stage.spec,
    info,
    workbench: stage.workbench,
    workspace: stage.workspace,
    get passed() {
      return stage.passed;
    },
    lay: (...asked) => stage.lay(...asked),
    passGate: (signal) => stage.passGate(signal),
    start(signal) {
      touch();
      return stage.start(signal);
    },
    up(signal) {
      touch();
      return stage.up(signal);
    },
    down: (...asked) => stage.down(...asked),
    clear,
    observe({ full }, signal) {
      touch();
      return stage.observe({ full, info: Promise.resolve(info) }, signal);
    },
    judge: (...asked) => stage.judge(...asked),
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}
