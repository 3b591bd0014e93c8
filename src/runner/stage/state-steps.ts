/** What a state does besides being there: commands that are run in the workbench once its services are up. */
import { DrydockError } from '../../lab/errors.ts';
import { ownValue } from '../../lab/general/own-value.ts';
import type { Manifest, State } from '../../lab/manifest/manifest.ts';
import { fillVars, type Vars } from '../../lab/manifest/vars.ts';
import type { Workbench } from '../../lab/ports/seat.ts';

const timeoutMs = 120_000;

/** The steps of a state of that name, as they stand in the manifest; none of the start. */
export function stepsOf({ states }: Pick<Manifest, 'states'>, name: string): State['run'] {
  const { solution, accepts, mistakes, scenes } = states;
  if (name === 'solution') return solution.run;
  return (ownValue(accepts, name) ?? ownValue(mistakes, name) ?? ownValue(scenes, name))?.run ?? [];
}

/**
 * Runs them one after another in the workspace, each in a shell of its own, and brings out what they wrote. Rejects with
 * `step-failed` at the first that does not end with 0, with what it printed.
 */
export async function runSteps(
  workbench: Pick<Workbench, 'run' | 'syncOut' | 'workspacePath'>,
  steps: State['run'],
  vars: Vars,
  signal: AbortSignal,
): Promise<void> {
  for (const step of steps) {
    const command = fillVars(step, vars);
    const { exitCode, stdout } = await workbench.run(['bash', '-c', `exec 2>&1\n${command}`], {
      cwd: workbench.workspacePath,
      timeoutMs,
      maxBytes: 100_000,
      signal,
    });
    if (exitCode !== 0)
      throw new DrydockError('step-failed', {
        message: `\`${command}\` ended with ${exitCode}.`,
        fix: 'See what it printed; the state cannot be what it should be.',
        output: stdout.slice(-4_000),
      });
  }
  if (steps.length > 0) await workbench.syncOut(signal);
}
