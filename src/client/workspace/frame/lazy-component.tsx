import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';

/** A part that is imported when it is first drawn, and drawn when it is there. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const part = signal<ComponentType<P> | undefined>(undefined);
  const failed = signal(false);
  let loading: Promise<void> | undefined;

  function begin(): void {
    failed.value = false;
    loading = load().then(
      (loaded) => {
        part.value = loaded;
      },
      (error: unknown) => {
        loading = undefined;
        failed.value = true;
        console.error(error);
      },
    );
  }

  return function Later(props: P) {
    const Part = part.value;
    if (Part !== undefined) return <Part {...props} />;
    if (!failed.value) {
      if (loading === undefined) begin();
      return null;
    }
    return (
      <div class="ws-empty">
        <p>This part of the workspace could not be loaded from the server.</p>
        <button type="button" class="dd-button" onClick={begin}>
          Try again
        </button>
      </div>
    );
  };
}
