import { useRef } from 'preact/hooks';
import { useWorkspace } from '../workspace.ts';
import { Shell } from './shell.tsx';

/** The shells of the lab. Stays in the page once shown, so that what is on the screen stays too. */
export function TerminalPanel() {
  const { store, terminals, layout } = useWorkspace();
  const run = store.status.value?.run;
  const wanted = useRef(false);
  wanted.current ||= run !== undefined && layout.isShown('terminal');
  if (!wanted.current || run === undefined) return <NoShell />;
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
