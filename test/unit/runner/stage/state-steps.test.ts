import { describe, expect, it } from 'vitest';
import type { RunOptions } from '../../../../src/lab/ports/engine.ts';
import { runSteps, stepsOf } from '../../../../src/runner/stage/state-steps.ts';
import { input, makeManifest } from '../../../fixtures/manifest.ts';

const { signal } = new AbortController();

function makeWorkbench(exitCodes: readonly number[]) {
  const ran: string[] = [];
  const left = [...exitCodes];
  return {
    ran,
    workspacePath: '/srv/shop',
    run: async (argv: readonly string[], options?: RunOptions) => {
      ran.push(`${options?.cwd}: ${argv.at(-1)?.split('\n')[1]}`);
      return { exitCode: left.shift() ?? 0, stdout: 'said', stderr: '', truncated: false, durationMs: 1 };
    },
    syncOut: async () => void ran.push('synced'),
  };
}

describe('the steps of a state', () => {
  it('run in the workspace with the learner’s values, and what they wrote is brought out', async () => {
    const workbench = makeWorkbench([]);
    await runSteps(workbench, ['sh harden.sh {{word}}', 'true'], { word: 'ahoy' }, signal);
    expect(workbench.ran).toEqual(['/srv/shop: sh harden.sh ahoy', '/srv/shop: true', 'synced']);
  });

  it('end at the first that fails, with what it printed', async () => {
    const workbench = makeWorkbench([0, 3]);
    await expect(runSteps(workbench, ['a', 'b', 'c'], {}, signal)).rejects.toMatchObject({
      code: 'step-failed',
      message: '`b` ended with 3.',
      output: 'said',
    });
    expect(workbench.ran).toEqual(['/srv/shop: a', '/srv/shop: b']);
  });

  it('are those of its own, and a start has none', () => {
    const { states } = input;
    const manifest = makeManifest({
      states: { ...states, solution: { ...states.solution, run: ['sh harden.sh'] } },
    });
    expect(stepsOf(manifest, 'solution')).toEqual(['sh harden.sh']);
    expect(stepsOf(manifest, 'by-name')).toEqual([]);
    expect(stepsOf(manifest, 'start')).toEqual([]);
  });
});
