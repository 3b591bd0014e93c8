import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Observation } from '../lab/observation.ts';
import { bookSeed, makeVars } from '../lab/vars.ts';
import { LabLibrary } from '../runner/library/lab-library.ts';
import { readLabState } from '../runner/library/lab-state.ts';
import type { Stage } from '../runner/stage.ts';
import { runSteps, stepsOf } from '../runner/state-steps.ts';
import { clearStage } from '../runner/verify/clear-stage.ts';
import { settle } from '../runner/verify/settle.ts';
import { type HouseOptions, openSeats, root } from './house.ts';
import { tell } from './plain-text.ts';
import { makeLineProgress } from './progress.ts';
import { openProofStage } from './prove-labs.ts';

/**
 * Takes the observations that the book shows where no engine is: of each lab's start, solution and scenes.
 * Returns the files written.
 */
export async function recordObservations(
  ids: readonly string[],
  options: HouseOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const library = await LabLibrary.open(options.labs ?? join(root, 'labs'));
  const labs = ids.length > 0 ? ids.map((id) => library.get(id)) : library.list();
  const { seats, paths } = await openSeats(options);
  await using _ = seats;
  const onProgress = makeLineProgress(tell);
  const written: string[] = [];
  for (const lab of labs) {
    const vars = makeVars(lab.manifest.vars, lab.id, bookSeed);
    const stage = await openProofStage({
      lab,
      vars,
      seed: 'record',
      seats,
      home: paths.home,
      onProgress,
      signal,
    });
    await using __ = stage;
    for (const state of ['start', 'solution', ...Object.keys(lab.manifest.states.scenes)]) {
      await stage.down({ volumes: true });
      await stage.lay(await readLabState(lab, state, vars));
      await stage.up(signal);
      await runSteps(stage.workbench, stepsOf(lab.manifest, state), vars, signal);
      await settle(
        stage,
        (results) => results.every(({ guard, status }) => !guard || status === 'pass'),
        signal,
      );
      const observation = await stage.observe({ full: true }, signal);
      const file = join('src', 'site', 'recorded', lab.id, `${state}.json`);
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), `${JSON.stringify(anonymous(observation, stage), null, 1)}\n`);
      written.push(file);
    }
    await clearStage(stage);
  }
  return written;
}

/** Without the folders and the project of the home that it was taken in. */
function anonymous(observation: Observation, { spec, workspace: { root: workspace } }: Stage): Observation {
  const text = JSON.stringify(observation)
    .replaceAll(spec.project, `drydock-${spec.manifest.id.replaceAll('/', '-')}`)
    .replaceAll(workspace, '/workspace')
    .replaceAll(dirname(dirname(workspace)), '/drydock');
  return JSON.parse(text) as Observation;
}
