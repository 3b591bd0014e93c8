import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DockState } from '../../core/workspace-host.ts';
import { useWorkspace } from '../workspace-context.ts';
import { Icon, type IconName } from './icon.tsx';

/** How much of the page the workspace has. */
export function DockButtons() {
  const { dock } = useWorkspace();
  const state = useSignal<DockState>(dock.state);
  useEffect(() => {
    state.value = dock.state;
    return dock.onChange((next) => {
      state.value = next;
    });
  }, [dock]);
  const folded = state.value === 'folded';
  const full = state.value === 'full';
  return (
    <div class="ws-dock">
      <Tool
        name={folded ? 'Unfold the workspace' : 'Fold the workspace to a bar'}
        icon={folded ? 'unfold' : 'fold'}
        onClick={() => dock.set(folded ? 'open' : 'folded')}
      />
      {!folded && (
        <Tool
          name={full ? 'Beside the text' : 'Full screen'}
          icon={full ? 'small' : 'full'}
          onClick={() => dock.set(full ? 'open' : 'full')}
        />
      )}
      <Tool name="Close the workspace; the lab goes on" icon="close" onClick={() => dock.set('closed')} />
    </div>
  );
}

interface ToolProps {
  readonly name: string;
  readonly icon: IconName;
  readonly onClick: () => void;
}

function Tool({ name, icon, onClick }: ToolProps) {
  return (
    <button type="button" class="ws-tool" aria-label={name} title={name} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
