import { useEffect } from 'preact/hooks';
import { mainTerminal } from '../../core/terminal/early-shell.ts';
import { shellDrawing } from '../../core/terminal/shell-drawing.ts';
import { later } from '../frame/lazy-component.tsx';
import { useWorkspace } from '../workspace-context.ts';

const Shell = later(async () => (await import('./shell.tsx')).Shell);

/** Loads that in which shells are drawn. What fails is tried again once one is drawn. */
export const loadTerminal = () =>
  Promise.allSettled([Shell.load(), shellDrawing.load().then(({ loadFonts }) => loadFonts())]);

/** The shells of the lab. Stays in the page once shown, so that what is on the screen stays too. */
export function TerminalPanel() {
  const { store, terminals, firstShell } = useWorkspace();
  const run = store.status.value?.run;
  const isAhead = firstShell.isAhead.value;
  // While a lab starts there is time for it.
  useEffect(() => void loadTerminal(), []);
  if (run === undefined && !isAhead) return <NoShell />;
  const of = firstShell.keyOf(run?.id);
  return (
    <div class="ws-shells">
      {(isAhead ? [mainTerminal] : terminals.names.value).map((name) => (
        <Shell key={`${of}/${name}`} name={name} shown={isAhead || name === terminals.current.value} />
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
