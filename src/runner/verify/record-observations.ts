import { dirname } from 'node:path';
import { bookSeed, makeVars, type Vars } from '../../lab/manifest/vars.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import type { Lab } from '../library/lab-library.ts';
import type { Stage } from '../stage/stage.ts';
import { clearStage } from './clear-stage.ts';
import { playState } from './play-state.ts';

/** Takes the observations that the book shows where no engine is: of a lab's start, solution and scenes, in turn. */
export async function* recordObservations(
  lab: Lab,
  openStage: (lab: Lab, vars: Vars, seed: string, signal: AbortSignal) => Promise<Stage>,
  signal: AbortSignal,
): AsyncGenerator<{ readonly state: string; readonly observation: Observation }> {
  const vars = makeVars(lab.manifest.vars, lab.id, bookSeed);
  await using stage = await openStage(lab, vars, 'record', signal);
  for (const state of ['start', 'solution', ...Object.keys(lab.manifest.states.scenes)]) {
    await stage.down({ volumes: true });
    await playState(stage, lab, state, vars, signal);
    yield { state, observation: anonymous(await stage.observe({ full: true }, signal), stage) };
  }
  await clearStage(stage);
}

/** Without the folders and the project of the home that it was taken in. */
function anonymous(observation: Observation, { spec, workspace: { root: workspace } }: Stage): Observation {
  const text = JSON.stringify(observation)
    .replaceAll(spec.project, `drydock-${spec.manifest.id.replaceAll('/', '-')}`)
    .replaceAll(workspace, '/workspace')
    .replaceAll(dirname(dirname(workspace)), '/drydock');
  return JSON.parse(text) as Observation;
}
