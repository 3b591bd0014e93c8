import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { JobKind } from '../../../lab/wire/jobs.ts';
import { Strip } from '../checks/strip.tsx';
import { isDirty } from '../files/document-state.ts';
import { elapsedSince } from '../quantities.ts';
import { reachOf } from '../store.ts';
import { useWorkspace } from '../workspace-context.ts';
import { askReset } from './ask-reset.ts';
import { DockButtons } from './dock-buttons.tsx';
import { MoreMenu } from './more-menu.tsx';

/**
 * The lab's name and state, its lights, and what can be done with it. *Run* and *Check* that wait are not disabled:
 * they would lose the focus, and a reader at the keyboard presses them again and again.
 */
export function Header({ folded }: { readonly folded: boolean }) {
  const { store } = useWorkspace();
  return (
    <div class="ws-head">
      <div class="ws-head-row">
        <h2 class="ws-name">{store.view.value?.title ?? store.lab}</h2>
        {!folded && <SeatState />}
        {folded && <Strip />}
        <DockButtons />
      </div>
      {!folded && (
        <div class="ws-head-row">
          <Strip />
          <Actions />
        </div>
      )}
    </div>
  );
}

function SeatState() {
  const { store } = useWorkspace();
  const status = store.status.value;
  if (status === undefined) return null;
  const { run } = status;
  const isWaking = status.suspension?.state === 'suspended' && status.phase === 'running';
  const state = reachOf(store) ?? (isWaking ? 'waking' : status.phase);
  return (
    <p class="ws-seat">
      <span class="ws-phase" data-phase={state}>
        {state}
      </span>
      {run !== undefined && (
        <span class="ws-muted ws-engine">
          {run.seat.kind} engine {run.seat.engineVersion}
        </span>
      )}
      {run !== undefined && state === 'running' && <Elapsed since={run.startedAt} />}
    </p>
  );
}

function Elapsed({ since }: { readonly since: string }) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) now.value = Date.now();
    }, 1000);
    return () => clearInterval(timer);
  }, [since]);
  return (
    <time class="ws-elapsed" title={`Running since ${new Date(since).toLocaleTimeString()}`}>
      {elapsedSince(since, now.value)}
    </time>
  );
}

function Actions() {
  const workspace = useWorkspace();
  const { store, files, layout } = workspace;
  const status = store.status.value;
  const asked = store.asked.value;
  const busy = isBusy(asked ?? status?.job?.kind, status?.phase);
  const stopped = status?.phase === 'stopped';
  const dirty = [...files.documents.value.values()].some(isDirty);
  const unapplied = !stopped && (dirty || status?.unapplied === true);
  const wide = layout.arrangement.value !== 'single';
  return (
    <div class="ws-actions">
      {stopped ? (
        <button type="button" class="dd-button" data-kind="primary" onClick={() => void store.begin('start')}>
          Start lab
        </button>
      ) : (
        <button
          type="button"
          class="dd-button ws-run"
          data-kind="primary"
          disabled={status === undefined}
          aria-disabled={busy}
          data-unapplied={unapplied}
          title={unapplied ? 'There are edits that do not run yet' : 'Runs the compose file as it is saved'}
          onClick={() => {
            if (!busy) void store.begin('run');
          }}
        >
          Run{unapplied && <span class="ws-sr">, edits not applied</span>}
        </button>
      )}
      <button
        type="button"
        class="dd-button"
        disabled={stopped || status === undefined}
        aria-disabled={busy}
        title="Judges with every probe and records the attempt"
        onClick={() => {
          if (!busy) void store.check();
        }}
      >
        {asked === 'check' ? 'Checking …' : 'Check'}
      </button>
      {wide && (
        <>
          <button
            type="button"
            class="dd-button"
            data-kind="quiet"
            disabled={busy || status === undefined}
            onClick={() => void askReset(workspace)}
          >
            Reset
          </button>
          <button
            type="button"
            class="dd-button"
            data-kind="quiet"
            disabled={busy || stopped || status === undefined}
            onClick={() => void store.begin('stop')}
          >
            Stop
          </button>
        </>
      )}
      <MoreMenu narrow={!wide} busy={busy} stopped={stopped} />
    </div>
  );
}

function isBusy(kind: JobKind | 'check' | undefined, phase: string | undefined): boolean {
  return kind !== undefined || phase === 'starting' || phase === 'stopping';
}
