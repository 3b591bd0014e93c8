import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useWorkspace } from '../workspace-context.ts';
import { Banners } from './banners.tsx';
import { Body } from './body.tsx';
import { Header } from './header.tsx';
import { JobBar } from './job-bar.tsx';
import { later } from './lazy-component.tsx';
import { listenForKeys } from './workspace-keys.ts';

const AssignmentLines = later(async () => (await import('../assigned/assignment-line.tsx')).AssignmentLines);
const AskDialog = later(async () => (await import('./ask-dialog.tsx')).AskDialog);

/** The opened workspace, whole. */
export function WorkspaceView({ root }: { readonly root: HTMLElement }) {
  const workspace = useWorkspace();
  const { ask, assigned, dock, store } = workspace;
  const folded = useSignal(dock.state === 'folded');
  useEffect(
    () =>
      dock.onChange((state) => {
        folded.value = state === 'folded';
      }),
    [dock],
  );
  useEffect(() => listenForKeys(root, workspace), [root, workspace]);
  return (
    <div class="ws" data-folded={folded.value} data-phase={store.status.value?.phase}>
      <Header folded={folded.value} />
      <div class="ws-under" hidden={folded.value}>
        {assigned.assignments.value.length > 0 && <AssignmentLines />}
        <JobBar />
        <Banners />
        <Body />
      </div>
      {ask.asked.value !== undefined && <AskDialog />}
    </div>
  );
}
