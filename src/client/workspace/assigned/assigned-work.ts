import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { LabId } from '../../../lab/lab-id.ts';
import type { MyAssignmentView } from '../../../lab/wire/my-assignments.ts';
import { type Api, ignoreAnswered } from '../../core/api.ts';
import { zoneHere } from '../../core/session-words.ts';
import type { Line } from '../store.ts';

/** Assignments of the reader's that the lab is part of, and that take something now. */
export interface AssignedWork extends Disposable {
  readonly assignments: ReadonlySignal<readonly MyAssignmentView[]>;
  /** Asks for them anew. */
  again(): Promise<void>;
}

interface AssignedOptions {
  readonly api: Pick<Api, 'call'>;
  readonly lab: LabId;
  /** Undefined as long as nothing is to be asked for yet. */
  readonly line: ReadonlySignal<Line | undefined>;
}

/** Asked for whenever the server is there again: nothing stands in the workspace's way for that. */
export function makeAssignedWork({ api, lab, line }: AssignedOptions): AssignedWork {
  const assignments = signal<readonly MyAssignmentView[]>([]);
  const again = async () => {
    const all = await api.call('myAssignments', { reader: zoneHere() }).catch(ignoreAnswered);
    assignments.value = (all ?? []).filter(
      ({ labs, phase }) => (phase === 'open' || phase === 'late') && labs.some((each) => each.lab === lab),
    );
  };
  const stop = effect(() => {
    if (line.value === 'open') void again();
  });
  return { assignments, again, [Symbol.dispose]: stop };
}
