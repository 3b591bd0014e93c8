import { expect, test } from 'vitest';
import { lightsOf } from '../../../../src/client/core/lights.ts';
import { findBlockingGuard, groupChecks, isLabDone } from '../../../../src/client/core/task-groups.ts';
import type { LabStatus } from '../../../../src/lab/wire/labs.ts';
import { sampleReport } from '../../../fixtures/workspace-harness/sample-checks.ts';
import { softState } from '../../../fixtures/workspace-harness/sample-observation.ts';
import { sampleView } from '../../../fixtures/workspace-harness/sample-view.ts';

const status: LabStatus = {
  lab: sampleView.id,
  phase: 'running',
  unapplied: false,
  services: [],
  done: {},
  hints: { drop: ['Look at cap_drop.'] },
  answers: {},
  standIns: [],
};

test('tasks keep their order, number and points, with the hints that are left', () => {
  const lights = lightsOf(sampleView, sampleReport({ ...softState, readOnly: true }));
  const { guards, tasks, others } = groupChecks(sampleView, status, lights);
  expect(guards.map((light) => light.id)).toEqual(['serves']);
  expect(others).toEqual([]);
  expect(tasks.map(({ number, earned, of }) => [number, earned, of])).toEqual([
    [1, 0, 6],
    [2, 2, 3],
  ]);
  expect(tasks[0]?.hints).toEqual({ open: ['Look at cap_drop.'], left: 2 });
});

test('the guard that blocks is found, and none blocks while all hold', () => {
  const gone = lightsOf(sampleView, sampleReport({ ...softState, webRuns: false }));
  expect(findBlockingGuard(gone)?.id).toBe('serves');
  expect(findBlockingGuard(lightsOf(sampleView, sampleReport(softState)))).toBeUndefined();
});

test('a lab is done when each task is', () => {
  expect(isLabDone(sampleView, { ...status, done: { drop: 'x' } })).toBe(false);
  expect(isLabDone(sampleView, { ...status, done: { drop: 'x', settle: 'y' } })).toBe(true);
});
