import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DockState } from '../../core/workspace-host.ts';
import { columnsRem } from '../layout/arrangement.ts';
import { remInPixels } from '../layout/layout-store.ts';
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
      {state.value === 'open' && <SideBySide />}
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

/** Windows in which the panels can stand side by side beside the text, and do not by themselves. */
const canChoose = '(min-width: 100rem) and (max-width: 125rem)';

/** Panels side by side, for which the text gets narrower; or one above the other. */
function SideBySide() {
  const { dock, layout } = useWorkspace();
  const offered = useSignal(false);
  useEffect(() => {
    const window = matchMedia(canChoose);
    const look = () => {
      offered.value = window.matches;
    };
    look();
    window.addEventListener('change', look);
    return () => window.removeEventListener('change', look);
  }, []);
  const pressed = layout.arrangement.value === 'columns';
  return offered.value ? (
    <Tool
      name="Panels side by side"
      icon="columns"
      pressed={pressed}
      onClick={() => dock.widen(pressed ? undefined : columnsRem * remInPixels())}
    />
  ) : null;
}

interface ToolProps {
  readonly name: string;
  readonly pressed?: boolean;
  readonly icon: IconName;
  readonly onClick: () => void;
}

function Tool({ name, icon, pressed, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class="ws-tool"
      aria-label={name}
      aria-pressed={pressed}
      title={name}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
