import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { laterByTimer } from '../../../lab/general/later-by-timer.ts';
import type { WorkspaceStore } from '../store.ts';

/** What else a workspace asks for waits so long for a shell that is on its way: a reader waits for the prompt. */
const goesFirstMs = 400;

/** The first shell of a lab that was asked to start as its workspace was opened: it is drawn before its run is known. */
export interface FirstShell extends Disposable {
  /** It is drawn, and no run is known. */
  readonly isAhead: ReadonlySignal<boolean>;
  /** It is on its way, and what else is to be asked for waits. */
  readonly goesFirst: ReadonlySignal<boolean>;
  /** What tells shells of one run from those of another; the one that was drawn ahead stays the same one. */
  keyOf(run: string | undefined): string;
  /** The server does not give it: one is asked for anew as soon as the run is known. */
  refuse(): void;
}

/** @param wasAsked the page asked the server for it; otherwise it waits for its run as all others do */
export function makeFirstShell(
  { status, asked }: Pick<WorkspaceStore, 'status' | 'asked'>,
  wasAsked: boolean,
  later = laterByTimer,
): FirstShell {
  const goesFirst = signal(wasAsked);
  const callOff = later(() => {
    goesFirst.value = false;
  }, goesFirstMs);
  const stage = signal<'before' | 'ahead' | 'over'>(wasAsked ? 'before' : 'over');
  let ofRun: string | undefined;
  const stop = effect(() => {
    const { run, job } = status.value ?? {};
    const isStarting = asked.value === 'start' || job?.kind === 'start';
    const was = stage.peek();
    if (was === 'over') return;
    if (run !== undefined) {
      if (was === 'ahead') ofRun = run.id;
      stage.value = 'over';
    } else if (isStarting) stage.value = 'ahead';
    else if (was === 'ahead') stage.value = 'over';
  });
  return {
    isAhead: computed(() => stage.value === 'ahead'),
    goesFirst,
    keyOf: (run) => (run === ofRun ? 'first' : (run ?? '')),
    refuse() {
      if (stage.peek() === 'ahead') stage.value = 'over';
    },
    [Symbol.dispose]() {
      callOff();
      stop();
    },
  };
}
