import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import { ApiError } from '../../../../src/client/core/api.ts';
import { makeAssignedWork } from '../../../../src/client/workspace/assigned/assigned-work.ts';
import type { Line } from '../../../../src/client/workspace/store.ts';
import type { MyAssignmentView } from '../../../../src/lab/wire/my-assignments.ts';
import { makeMyAssignment } from '../../../fixtures/grades/my-assignment.ts';

const lab = 'start/first-container';

it('knows assignments of the lab that take something now, from when there is a server, and none where it refuses', async () => {
  const line = signal<Line>('connecting');
  let answer: readonly MyAssignmentView[] | ApiError = [
    makeMyAssignment({ id: 'open' }),
    makeMyAssignment({ id: 'late', phase: 'late' }),
    makeMyAssignment({ id: 'over', phase: 'over' }),
    makeMyAssignment({ id: 'not-open', phase: 'not-open' }),
    makeMyAssignment({ id: 'other', labs: [] }),
  ];
  let asked = 0;
  using assigned = makeAssignedWork({
    api: {
      call: async () => {
        asked += 1;
        if (answer instanceof ApiError) throw answer;
        return answer as never;
      },
    },
    lab,
    line,
  });
  expect(asked).toBe(0);
  line.value = 'open';
  await assigned.again();
  expect(assigned.assignments.value.map(({ id }) => id)).toEqual(['open', 'late']);
  answer = new ApiError(404, { code: 'not-found', title: 'No', message: 'Nothing.' });
  await assigned.again();
  expect(assigned.assignments.value).toEqual([]);
});
