import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ContainerFacts } from '../../../xray/rows/observation-rows.ts';
import { changedKeys, factsOf } from '../../../xray/rows/observation-rows.ts';
import { isCapabilityRow } from '../../../xray/rows/process-rows.ts';
import { useWorkspace } from '../workspace.ts';
import { CapabilityTable } from './capability-table.tsx';
import { FactTable } from './fact-table.tsx';

/** How long a change stays marked. */
const markedMs = 4000;

/** What is running, as the kernel and the Engine say it, live. */
export function FactsPanel() {
  const { store } = useWorkspace();
  const facts = useComputed(() =>
    store.observation.value === undefined ? [] : factsOf(store.observation.value),
  );
  const changed = useSignal<ReadonlySet<string>>(new Set());
  const before = useRef<readonly ContainerFacts[]>([]);
  useEffect(() => {
    const keys = changedKeys(before.current, facts.value);
    before.current = facts.value;
    if (keys.size === 0) return;
    changed.value = new Set([...changed.value, ...keys]);
    setTimeout(() => {
      changed.value = new Set([...changed.value].filter((key) => !keys.has(key)));
    }, markedMs);
  }, [facts.value]);

  const observation = store.observation.value;
  if (observation === undefined) return <p class="ws-empty">Nothing has been observed yet.</p>;
  const host = observation.host;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="ws-scroll ws-padded" aria-label="Facts" tabIndex={0}>
      {facts.value.length === 0 && <p class="ws-note">No container of this lab exists.</p>}
      {facts.value.map((one) => (
        <ContainerSection key={one.key} facts={one} changed={changed.value} />
      ))}
      {(store.status.value?.standIns ?? []).map((standIn) => (
        <p class="ws-note" key={standIn.image}>
          <code>{standIn.image}</code> is a stand-in here: {standIn.reason}
        </p>
      ))}
      <p class="ws-sum">
        {host.source === 'unknown'
          ? `The host could not be seen: ${host.reason}`
          : `Linux ${host.value.kernel} (${host.value.architecture}), Engine ${host.value.engineVersion}, cgroup v${host.value.cgroupVersion}.`}{' '}
        Observed in {Math.round(observation.durationMs)} ms.
      </p>
    </section>
  );
}

function ContainerSection({
  facts,
  changed,
}: {
  readonly facts: ContainerFacts;
  readonly changed: ReadonlySet<string>;
}) {
  const capabilities = facts.rows.filter(isCapabilityRow);
  const rest = facts.rows.filter((row) => !isCapabilityRow(row));
  const split = rest.findIndex((row) => row.label === 'No new privileges');
  return (
    <section class="ws-container" aria-labelledby={`ws-facts-${facts.key}`}>
      <header>
        <h3 id={`ws-facts-${facts.key}`}>{facts.service}</h3>
        <span class="ws-state" data-running={facts.running}>
          {facts.state}
        </span>
        <span class="ws-muted">
          <code>{facts.image}</code> under <code>{facts.runtime}</code>
          {facts.use === '' ? '' : `, ${facts.use}`}
        </span>
      </header>
      <FactTable label={`${facts.service}: processes`} rows={rest.slice(0, split)} changed={changed} />
      <CapabilityTable service={facts.service} rows={capabilities} changed={changed} />
      <FactTable
        label={`${facts.service}: confinement and resources`}
        rows={rest.slice(split)}
        changed={changed}
      />
    </section>
  );
}
