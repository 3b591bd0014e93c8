import type { AdjustmentChange } from '../adjustment.ts';
import { sayCount, sayInstantFor, sayLength } from '../time/time-words.ts';
import type { Zone } from '../time/zoned-time.ts';

/** What is otherwise for one person, for who teaches. Dates as in `describePolicy`. */
export function describeAdjustment(
  change: AdjustmentChange,
  zones: { readonly course: Zone; readonly reader: Zone },
): string {
  switch (change.kind) {
    case 'extension':
      return `On time until ${sayInstantFor(change.until, zones)}`;
    case 'factor':
      return `${change.factor} times the time`;
    case 'extra-minutes':
      return `${sayLength(change.minutes * 60_000)} more`;
    case 'extra-attempts':
      return `${sayCount(change.attempts, 'attempt')} more at each lab`;
    case 'excused':
      return 'Excused';
    case 'equivalent':
      return `${change.by.lab} in the place of ${change.lab}`;
    case 'withdrawn':
      return 'Taken back';
  }
}
