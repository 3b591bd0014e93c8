import type { Vars } from '../../lab/manifest/vars.ts';
import type { Lab } from '../library/lab-library.ts';
import { readLabState } from '../library/lab-state.ts';
import type { Stage } from '../stage/stage.ts';
import { runSteps, stepsOf } from '../stage/state-steps.ts';
import { settle } from './settle.ts';

/** Brings a state of a lab up on an empty stage, runs its steps, and waits until its guards hold. */
export async function playState(
  stage: Stage,
  lab: Lab,
  state: string,
  vars: Vars,
  signal: AbortSignal,
): Promise<void> {
  await stage.lay(await readLabState(lab, state, vars));
  await stage.up(signal);
  await runSteps(stage.workbench, stepsOf(lab.manifest, state), vars, signal);
  await settle(stage, (results) => results.every(({ guard, status }) => !guard || status === 'pass'), signal);
}
