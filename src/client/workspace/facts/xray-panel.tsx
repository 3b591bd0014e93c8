import '../../../xray/xray.css';
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Observation } from '../../../lab/observation/observation.ts';
import { drawChanges } from '../../../xray/draw/draw-comparison.ts';
import { drawXray } from '../../../xray/draw/draw-xray.ts';
import type { DrawOptions } from '../../../xray/draw/parts.ts';
import { changeWords } from '../../../xray/model/difference.ts';
import { freshCells, marksBetween } from '../../../xray/model/marks.ts';
import type { Subject } from '../../../xray/model/subject.ts';
import { viewObservation } from '../../../xray/model/xray-view.ts';
import { useWorkspace } from '../workspace-context.ts';

/** How long a cell that changed is told to light up; it does so for less. */
const freshMs = 1_000;

/** The X-ray of what runs, live: what changed since the last job began is marked and said in words. */
export function XrayPanel() {
  const { store } = useWorkspace();
  const observation = store.observation.value;
  const view = useComputed(() => store.observation.value && viewObservation(store.observation.value));
  const before = useComputed(() => store.before.value && viewObservation(store.before.value.observation));
  const fresh = useFreshCells(view.value?.subjects);
  if (observation === undefined || view.value === undefined)
    return <p class="ws-empty">Nothing has been observed yet.</p>;
  const { subjects, host } = view.value;

  const optionsOf = (subject: Subject): DrawOptions => {
    const was = before.value?.subjects.find(({ key }) => key === subject.key);
    const cells = fresh.get(subject.key);
    return { ...(was && { marks: marksBetween(was, subject) }), ...(cells && { fresh: cells }) };
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="ws-scroll ws-padded" aria-label="X-ray" tabIndex={0}>
      {subjects.length === 0 && <p class="ws-note">No container of this lab exists.</p>}
      <Since now={observation} />
      {drawXray(view.value, { of: optionsOf })}
      {(store.status.value?.standIns ?? []).map((standIn) => (
        <p class="ws-note" key={standIn.image}>
          <code>{standIn.image}</code> is a stand-in here: {standIn.reason}
        </p>
      ))}
      <p class="ws-sum">
        {host.source === 'unknown' ? `The host could not be seen: ${host.reason}` : host.value}. Observed in{' '}
        {Math.round(observation.durationMs)} ms.
      </p>
    </section>
  );
}

const jobTitles = {
  start: 'Since the lab was started',
  run: 'Since you pressed Run',
  reset: 'Since the reset',
  solve: 'Since the solution was laid out',
  stop: 'Since it was stopped',
} as const;

/** What changed since the last job began, in words. */
function Since({ now }: { readonly now: Observation }) {
  const { store } = useWorkspace();
  const before = store.before.value;
  if (before === undefined) return null;
  const words = changeWords(before.observation, now);
  return <div class="x ws-since">{drawChanges(jobTitles[before.job], words)}</div>;
}

/** By subject, the cells that changed with the last observation; none after a moment. */
function useFreshCells(subjects: readonly Subject[] | undefined): ReadonlyMap<string, ReadonlySet<string>> {
  const fresh = useSignal<ReadonlyMap<string, ReadonlySet<string>>>(new Map());
  const last = useRef<readonly Subject[]>([]);
  useEffect(() => {
    if (subjects === undefined) return;
    const was = new Map(last.current.map((subject) => [subject.key, subject]));
    last.current = subjects;
    const cells = new Map(
      subjects.map((subject) => [subject.key, freshCells(was.get(subject.key), subject)] as const),
    );
    if ([...cells.values()].every(({ size }) => size === 0)) return;
    fresh.value = cells;
    const timer = setTimeout(() => {
      fresh.value = new Map();
    }, freshMs);
    return () => clearTimeout(timer);
  }, [subjects]);
  return fresh.value;
}
