import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { makePart } from '../../core/part.ts';

/** Imported when it is first drawn, and drawn when it is there. */
export type Later<P> = ComponentType<P> & {
  /** Imports it before, so that it is drawn at once. Resolves also where it does not come: it is asked for again when drawn. */
  load(): Promise<void>;
};

export function later<P extends object>(imported: () => Promise<ComponentType<P>>): Later<P> {
  const part = signal<ComponentType<P> | undefined>(undefined);
  const failed = signal(false);
  const code = makePart(imported);

  async function load(): Promise<void> {
    part.value = await code.load();
  }

  function draw(): void {
    failed.value = false;
    load().catch((error: unknown) => {
      failed.value = true;
      console.error(error);
    });
  }

  function Later(props: P) {
    const Part = part.value;
    if (Part !== undefined) return <Part {...props} />;
    if (!failed.value) {
      draw();
      return null;
    }
    return (
      <div class="ws-empty">
        <p>This part of the workspace could not be loaded from the server.</p>
        <button type="button" class="dd-button" onClick={draw}>
          Try again
        </button>
      </div>
    );
  }
  return Object.assign(Later, { load: () => load().catch(() => undefined) });
}
