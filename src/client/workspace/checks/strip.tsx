import { useRef } from 'preact/hooks';
import { statusWords } from '../../core/check-words.ts';
import type { Light } from '../../core/lights.ts';
import { countLights } from '../../core/lights.ts';
import { stopOf } from '../frame/arrow-keys.ts';
import { SignalShape } from '../frame/signal-shape.tsx';
import { reachOf } from '../store.ts';
import { useWorkspace } from '../workspace-context.ts';

/** One light a check, always in sight. One stop for the Tab key; arrows go from light to light. */
export function Strip() {
  const { store } = useWorkspace();
  const strip = useRef<HTMLDivElement>(null);
  const lights = store.lights.value;
  const stale = reachOf(store) !== undefined;
  if (lights.length === 0) return null;

  function onKeyDown(event: KeyboardEvent): void {
    const buttons = [...(strip.current?.querySelectorAll('button') ?? [])];
    const index = buttons.findIndex((button) => button.matches(':focus'));
    const target = stopOf(event.key, buttons, index);
    if (target === undefined) return;
    event.preventDefault();
    for (const button of buttons) button.tabIndex = button === target ? 0 : -1;
    target.focus();
  }

  return (
    <div class="ws-strip" data-stale={stale}>
      <div class="ws-lights" role="toolbar" aria-label="Checks" ref={strip} onKeyDown={onKeyDown}>
        {lights.map((light, index) => (
          <LightButton
            key={light.id}
            light={light}
            first={index === 0}
            side={index * 2 < lights.length ? 'start' : 'end'}
            divided={light.guard && lights[index + 1]?.guard === false}
          />
        ))}
      </div>
      <span class="ws-count">
        {countLights(lights).text}
        {stale && ', as last seen'}
      </span>
    </div>
  );
}

interface LightButtonProps {
  readonly light: Light;
  readonly first: boolean;
  readonly side: 'start' | 'end';
  readonly divided: boolean;
}

function LightButton({ light, first, side, divided }: LightButtonProps) {
  const workspace = useWorkspace();
  const { title, status, result } = light;
  return (
    <span class="ws-light" data-divided={divided}>
      <button
        type="button"
        tabIndex={first ? 0 : -1}
        aria-label={`${light.guard ? 'Guard: ' : ''}${title}: ${statusWords[status]}`}
        onClick={() => workspace.showCheck(light.id)}
      >
        {/* A new element for a new status, so that the change can be seen. */}
        <SignalShape key={status} status={status} />
      </button>
      <span class="ws-tip" data-side={side} aria-hidden="true">
        <strong>{title}</strong>
        <span>{result === undefined || status === 'pass' ? statusWords[status] : result.message}</span>
      </span>
    </span>
  );
}
