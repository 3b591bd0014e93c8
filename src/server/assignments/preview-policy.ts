import { describePolicy } from '../../grades/policy/describe-policy.ts';
import { explainLocalTime, sayInstant, sayInstantFor } from '../../grades/time/time-words.ts';
import {
  type Reading,
  readLocalTime,
  writtenReading,
  type Zone,
  ZoneSchema,
} from '../../grades/time/zoned-time.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { PolicyPreviewView, TimeReadingView } from '../../lab/wire/assignments.ts';
import type { GradingDesk } from '../../runner/replay/grading-desk.ts';
import { readPolicy } from './sent-policy.ts';

/** The zone of a reader's clock as their browser names it; that of the course where the database here has none such. */
export const readerZone = (named: string | undefined, course: Zone): Zone =>
  ZoneSchema.safeParse(named).data ?? course;

/** What rules come to before anybody is held to them. What is wrong with them is a value: they are still being written. */
export function previewPolicy(
  grading: Pick<GradingDesk, 'contentOf'>,
  sent: Readonly<Record<string, unknown>>,
  reader: string | undefined,
): PolicyPreviewView {
  try {
    const policy = readPolicy(grading, sent);
    return { sentences: [...describePolicy(policy, readerZone(reader, policy.zone))], problems: [] };
  } catch (error) {
    if (!(error instanceof DrydockError)) throw error;
    const { message, problems = [{ message, place: error.place }] } = error;
    return {
      sentences: [],
      problems: problems.map((each) => ({ key: each.place?.key ?? '', message: each.message })),
    };
  }
}

/** What a time by the course's clocks means; with each moment that it could mean where that is not one. */
export function readTime(text: string, zone: Zone, reader: string | undefined): TimeReadingView {
  const read = readLocalTime(text, zone);
  if (read.kind === 'instant') {
    const words = sayInstantFor(read.instant, { course: zone, reader: readerZone(reader, zone) });
    return { kind: 'instant', instant: read.instant, words };
  }
  const { message, fix } = explainLocalTime(text, zone, read) ?? { message: text, fix: '' };
  if (read.kind === 'unreadable') return { kind: 'unreadable', message, fix };
  const readings = read.kind === 'wrong-offset' ? read.readings : [read.earlier, read.later];
  const choice = (reading: Reading) => ({
    text: writtenReading(reading),
    words: sayInstant(reading.instant, zone),
  });
  return { kind: 'choose', message, choices: readings.map(choice) };
}
