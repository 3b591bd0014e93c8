/** Looks at a lab for as long as somebody listens; files that change on disk are told of too. */
import type { SeatDirectory } from '../../lab/ports/seat-directory.ts';
import type { Stage } from '../stage/stage.ts';
import { watchFiles } from '../workspace/watch-files.ts';
import type { LabFeed } from './lab-feed.ts';
import type { LabStage } from './lab-stage.ts';

export interface WatchParts {
  readonly feed: LabFeed;
  readonly stages: LabStage;
  readonly seats: Pick<SeatDirectory, 'health'>;
}

/** Resolves once `signal` is aborted, or another stage is open than this one. */
export async function watchLab(
  stage: Stage,
  { feed, stages, seats }: WatchParts,
  signal: AbortSignal,
): Promise<void> {
  void watchFiles(stage.workspace.root, signal, (paths) => {
    feed.edited(paths).catch(feed.tellTrouble);
  });
  let lost = false;
  for await (const moment of stage.watch(signal)) {
    if (stages.current !== stage) return;
    if (moment.kind === 'unseen') feed.tell({ type: 'trouble', error: moment.error });
    else {
      // Whoever was told of the trouble is told that it is over.
      if (lost) feed.tell({ type: 'engine', health: seats.health() });
      if (lost || feed.seen.isNews(stage, moment.observation))
        await feed.accept(stage, moment.observation, { full: false });
    }
    lost = moment.kind === 'unseen';
  }
}
