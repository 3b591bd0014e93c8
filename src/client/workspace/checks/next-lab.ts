import type { LabId } from '../../../lab/lab-id.ts';
import type { LabView } from '../../../lab/wire/labs.ts';

/** The lab to go on with: the first that builds on this one, else the one after it in the book. */
export function findNextLab(labs: readonly LabView[], id: LabId): LabView | undefined {
  const index = labs.findIndex((lab) => lab.id === id);
  return labs.find((lab) => lab.after.includes(id)) ?? (index < 0 ? undefined : labs[index + 1]);
}
