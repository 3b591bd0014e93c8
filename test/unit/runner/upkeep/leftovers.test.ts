import { describe, expect, it } from 'vitest';
import {
  groupProjects,
  isRunId,
  unknownProjects,
  unknownWorkbenches,
} from '../../../../src/runner/upkeep/leftovers.ts';

const project = 'com.docker.compose.project';
const known = '01K0000000000000000000ABCD';
const unknown = '01K0000000000000000000WXYZ';
const runs = {
  runIds: new Set([known]),
  projects: new Set(['drydock-a-b-00abcd']),
  workspacesDir: '/home/me/workspaces',
};
const found = (name: string, directory?: string) => ({ name, directory, isUp: true });

describe('what belongs to no run', () => {
  it('are workbenches of runs that are not known, and never those of proofs', () => {
    const workbenches = [known, unknown, 'verify-a-b-7', ''].map((runId) => ({ runId }));
    expect(unknownWorkbenches(workbenches, runs)).toEqual([{ runId: unknown }]);
    expect(isRunId('verify-a-b-0123456789abcdef01')).toBe(false);
  });

  it('are projects whose files were in the home, or that one of those workbenches is of', () => {
    const projects = [
      found('drydock-a-b-00abcd', '/home/me/workspaces/a-b'),
      found('drydock-c-d-123456', '/home/me/workspaces/c-d'),
      found('drydock-c-d-654321', '/home/me/workspaces-of-others/c-d'),
      found('drydock-verify-c-d-7', '/home/me/workspaces/verify'),
      found('drydock-e-f-00wxyz'),
      found('drydock-e-f-000000'),
      found('mine', '/home/me/workspaces/mine'),
    ];
    expect(unknownProjects(projects, [{ runId: unknown }], runs).map(({ name }) => name)).toEqual([
      'drydock-c-d-123456',
      'drydock-e-f-00wxyz',
    ]);
  });

  it('is told by whatever is left of a project; volumes alone are what a stopped lab keeps', () => {
    const things = [
      { kind: 'volume', labels: { [project]: 'a' } },
      { kind: 'network', labels: { [project]: 'b' } },
      { kind: 'container', labels: { [project]: 'b', [`${project}.working_dir`]: '/b' } },
      { kind: 'container', labels: {} },
    ] as const;
    expect(groupProjects(things)).toEqual([
      { name: 'a', directory: undefined, isUp: false },
      { name: 'b', directory: '/b', isUp: true },
    ]);
  });
});
