import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { hrefOf } from '../../../lab/lab-id.ts';
import type { LabView } from '../../../lab/wire/labs.ts';
import { Prose } from '../frame/prose.tsx';
import { SignalShape } from '../frame/signal-shape.tsx';
import { useWorkspace } from '../workspace-context.ts';
import { findNextLab } from './next-lab.ts';

/** All done: what there is to keep, and where to go on. */
export function Finished({ view }: { readonly view: LabView }) {
  const { store, openFile, goto } = useWorkspace();
  const next = useSignal<LabView | undefined>(undefined);
  useEffect(() => {
    store.server.labs().then(
      (labs) => {
        next.value = findNextLab(labs, view.id);
      },
      () => undefined,
    );
  }, [view.id]);
  return (
    <section class="ws-finished" aria-label="Lab done">
      <h3>
        <SignalShape status="pass" /> All tasks done
      </h3>
      <Prose text={view.takeaway.why} />
      <p>
        Keep{' '}
        <button type="button" class="ws-link" onClick={() => void openFile(view.takeaway.file)}>
          {view.takeaway.file}
        </button>
        : it is yours, and works in a project of your own.
      </p>
      {next.value !== undefined && (
        <p>
          <a
            class="dd-button"
            data-kind="primary"
            href={hrefOf(next.value.id)}
            onClick={(event) => {
              event.preventDefault();
              goto({ href: hrefOf(next.value?.id ?? view.id) });
            }}
          >
            Next lab: {next.value.title}
          </a>
        </p>
      )}
    </section>
  );
}
