import { useEffect, useRef } from 'preact/hooks';
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
  const { store, terminals, takeShell } = useWorkspace();
  const { run, job } = store.status.value ?? {};
  const isStarting = store.asked.value === 'start' || job?.kind === 'start';
  const isAwaited = run === undefined && takeShell !== undefined && isStarting;
  /** The run that was known only once its first shell was drawn, which stays as it is. */
  const late = useRef<{ run: string | undefined } | undefined>(undefined);
  if (isAwaited) late.current ??= { run: undefined };
  if (late.current) late.current.run ??= run?.id;
  // While a lab starts there is time for it.
  useEffect(() => void loadTerminal(), []);
  if (run === undefined && !isAwaited) return <NoShell />;
  const of = late.current?.run === run?.id ? 'first' : run?.id;
  return (
    <div class="ws-shells">
      {(isAwaited ? [mainTerminal] : terminals.names.value).map((name) => (
        <Shell key={`${of}/${name}`} name={name} shown={name === terminals.current.value} />
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
