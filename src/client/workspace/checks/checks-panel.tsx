import { useEffect, useRef } from 'preact/hooks';
import { countLights } from '../../core/lights.ts';
import { findBlockingGuard, groupChecks, isLabDone } from '../../core/task-groups.ts';
import { later } from '../frame/lazy-component.tsx';
import { Prose } from '../frame/prose.tsx';
import { useWorkspace } from '../workspace-context.ts';
import { CheckRow } from './check-row.tsx';
import { Services } from './services.tsx';
import { TaskSection } from './task-section.tsx';

const Finished = later(async () => (await import('./finished.tsx')).Finished);

/** What is judged, task by task. */
export function ChecksPanel() {
  const { store, layout } = useWorkspace();
  const scroll = useRef<HTMLDivElement>(null);
  const view = store.view.value;
  const status = store.status.value;
  const done = view !== undefined && status !== undefined && isLabDone(view, status);
  // What is kept, and where to go on, stands at the top: it is shown once, when the panel is next looked at.
  const news = useRef(false);
  const shown = layout.isShown('checks');
  useEffect(() => {
    news.current = done;
  }, [done]);
  useEffect(() => {
    if (!shown || !news.current) return;
    news.current = false;
    scroll.current?.scrollTo({ top: 0 });
  }, [done, shown]);
  if (view === undefined || status === undefined) return <p class="ws-empty">Asking the server …</p>;
  const lights = store.lights.value;
  const groups = groupChecks(view, status, lights);
  const blocking = findBlockingGuard(lights);
  const report = store.report.value;
  const recorded = store.recorded.value;
  return (
    <div class="ws-scroll ws-padded" tabIndex={-1} ref={scroll}>
      {done && <Finished view={view} />}
      <Services services={status.services} />
      {status.run === undefined && lights.every((light) => light.status === 'none') && (
        <p class="ws-note">Checks judge running containers. They light when the lab runs.</p>
      )}
      {groups.guards.length > 0 && (
        <section class="ws-task ws-guards" aria-label="Guards">
          <ul class="ws-checks">
            {groups.guards.map((light) => (
              <CheckRow key={light.id} light={light} />
            ))}
          </ul>
          {blocking !== undefined && (
            <Prose
              class="ws-note"
              text={`A guard fails: until “${blocking.title}” holds again, the checks behind it are not judged.`}
            />
          )}
        </section>
      )}
      {groups.tasks.map((task) => (
        <TaskSection key={task.id} task={task} />
      ))}
      {groups.others.length > 0 && (
        <section class="ws-task" aria-label="Other checks">
          <ul class="ws-checks">
            {groups.others.map((light) => (
              <CheckRow key={light.id} light={light} />
            ))}
          </ul>
        </section>
      )}
      {report !== undefined && (
        <p class="ws-sum">
          {countLights(lights).text}; {report.earned} of {report.of} points, judged live.
        </p>
      )}
      {recorded !== undefined && (
        <p class="ws-sum">
          Recorded at {new Date(recorded.at).toLocaleTimeString()}: {recorded.earned} of {recorded.of} points.
        </p>
      )}
    </div>
  );
}
