import type { Workspace } from '../workspace-context.ts';

/** Reset asks first, since files go back. */
export async function askReset({ ask, store, files }: Workspace): Promise<void> {
  const yes = await ask.confirm({
    title: 'Reset this lab?',
    text: 'Files and containers go back to the start of the lab. A copy of the files as they are now is kept; tasks that are done stay done.',
    yes: 'Reset',
    danger: true,
  });
  if (!yes) return;
  await files.saveAll();
  await store.begin('reset');
}
