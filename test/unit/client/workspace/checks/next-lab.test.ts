import { expect, test } from 'vitest';
import { findNextLab } from '../../../../../src/client/workspace/checks/next-lab.ts';
import type { LabId } from '../../../../../src/lab/lab-id.ts';
import { sampleView } from '../../../../fixtures/workspace-harness/sample-view.ts';

const lab = (id: LabId, after: readonly LabId[] = []) => ({ ...sampleView, id, after: [...after] });

test('the lab that builds on this one comes next, else the one after it', () => {
  const labs = [lab('a/one'), lab('a/two'), lab('b/three', ['a/one'])];
  expect(findNextLab(labs, 'a/one')?.id).toBe('b/three');
  expect(findNextLab(labs, 'a/two')?.id).toBe('b/three');
  expect(findNextLab(labs, 'b/three')).toBeUndefined();
});
