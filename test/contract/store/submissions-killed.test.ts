/** What was said to be received is there after SIGKILL, with its job, and is graded once. */
import { expect, test } from 'vitest';
import { killSubmitting } from '../../fixtures/store/kill-submitting.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

test('a server that is killed 20 times loses nothing that it accepted, and grades nothing twice', async () => {
  using folder = makeTemporaryFolder();
  const survived = await killSubmitting(folder.path, 20, (kill) => 1 + ((kill * 7) % 11));
  expect(survived.losses).toEqual([]);
  expect(survived.submissions).toBeGreaterThanOrEqual(20);
  expect(survived.gradings).toBe(survived.submissions);
});
