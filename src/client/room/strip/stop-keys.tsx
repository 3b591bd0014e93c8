import { useEffect, useRef } from 'preact/hooks';
import { isStopKey, stopKeys } from '../../core/stop-key.ts';
import { isMac } from '../../core/terminal/keys.ts';

/** The key that says no, as one presses it. */
export function StopKeys() {
  return (
    <span class="dd-stop-keys">
      {stopKeys(isMac(navigator.platform)).map((key) => (
        <kbd class="dd-key" key={key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}

/** Hears the key before any terminal or editor does, while there is something to stop. */
export function useStopKey(isOn: boolean, stop: () => void): void {
  const last = useRef(stop);
  last.current = stop;
  useEffect(() => {
    if (!isOn) return;
    const listen = (event: KeyboardEvent) => {
      if (!isStopKey(event)) return;
      event.preventDefault();
      event.stopPropagation();
      last.current();
    };
    addEventListener('keydown', listen, { capture: true });
    return () => removeEventListener('keydown', listen, { capture: true });
  }, [isOn]);
}
