import { useEffect } from 'preact/hooks';
import { later } from '../frame/lazy-component.tsx';
import { useWorkspace } from '../workspace-context.ts';

const loadShell = async () => (await import('./shell.tsx')).Shell;
const Shell = later(loadShell);

/** Loads that in which shells are drawn. What fails is tried again once one is drawn. */
export const loadTerminal = () =>
  Promise.allSettled([loadShell(), import('../../core/terminal/shell-view.ts')]);

/** The shells of the lab. Stays in the page once shown, so that what is on the screen stays too. */
export function TerminalPanel() {
  const { store, terminals } = useWorkspace();
  const run = store.status.value?.run;
  // While a lab starts there is time for it.
  useEffect(() => void loadTerminal(), []);
  if (run === undefined) return <NoShell />;
  return (
    <div class="ws-shells">
      {terminals.names.value.map((name) => (
        <Shell key={`${run.id}/${name}`} name={name} shown={name === terminals.current.value} />
      ))}
    </div>
  );
}

function NoShell() {
  const { store } = useWorkspace();
  const phase = store.status.value?.phase;
  if (phase === undefined || phase === 'starting')
    return <p class="ws-empty">The shell opens when the lab runs.</p>;
  return (
    <div class="ws-empty">
      <p>The lab is stopped. Your files are kept; its shells are not.</p>
      <button type="button" class="dd-button" data-kind="primary" onClick={() => void store.begin('start')}>
        Start lab
      </button>
    </div>
  );
}
