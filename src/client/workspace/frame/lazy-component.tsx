import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';

/** Imported when it is first drawn, and drawn when it is there. */
export type Later<P> = ComponentType<P> & {
  /** Imports it before, so that it is drawn at once. Resolves also where it does not come: it is asked for again when drawn. */
  load(): Promise<void>;
};

export function later<P extends object>(load: () => Promise<ComponentType<P>>): Later<P> {
  const part = signal<ComponentType<P> | undefined>(undefined);
  const failed = signal(false);
  let loading: Promise<void> | undefined;

  function begin(): Promise<void> {
    failed.value = false;
    loading ??= load().then(
      (loaded) => {
        part.value = loaded;
      },
      (error: unknown) => {
        loading = undefined;
        failed.value = true;
        console.error(error);
      },
    );
    return loading;
  }

  function Later(props: P) {
    const Part = part.value;
    if (Part !== undefined) return <Part {...props} />;
    if (!failed.value) {
      void begin();
      return null;
    }
    return (
      <div class="ws-empty">
        <p>This part of the workspace could not be loaded from the server.</p>
        <button type="button" class="dd-button" onClick={() => void begin()}>
          Try again
        </button>
      </div>
    );
  }
  return Object.assign(Later, { load: begin });
}
