import type { AdjustmentChange } from '../adjustment.ts';
import { sayCount, sayInstant } from '../time/time-words.ts';
import type { Zone } from '../time/zoned-time.ts';

/** What an adjustment changes for one person, without a word of why; dates by the clocks of a zone. */
export function describeChange(change: AdjustmentChange, zone: Zone): string {
  switch (change.kind) {
    case 'extension':
      return `On time until ${sayInstant(change.until, zone)}`;
    case 'factor':
      return `${change.factor} times the time`;
    case 'extra-minutes':
      return `${sayCount(change.minutes, 'minute')} more`;
    case 'extra-attempts':
      return `${sayCount(change.attempts, 'attempt')} more`;
    case 'excused':
      return 'Excused';
    case 'equivalent':
      return `${change.by.lab} in the place of ${change.lab}`;
    case 'withdrawn':
      return 'Taken back';
  }
}
