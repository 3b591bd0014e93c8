/** How far the reader is, as this browser remembers it of each person, and of whoever reads without signing in. */
import type { LabId } from '../../lab/lab-id.ts';
import type { ProgressView } from '../../lab/wire/reading.ts';
import { personalKey, readStored, store } from '../core/local-storage.ts';
import {
  isBoolean,
  isNumber,
  isText,
  listOf,
  objectOf,
  optional,
  recordOf,
  type Shape,
} from '../core/shape.ts';

type Entry<Part extends 'chapters' | 'labs' | 'predictions' | 'recalls'> = ProgressView[Part][string];

const isLabId = (value: unknown): value is LabId => isText(value) && /^[^/]+\/[^/]+$/.test(value);

/** As `ProgressViewSchema` has it; a test holds the two together. */
export const isProgress: Shape<ProgressView> = objectOf<ProgressView>({
  chapters: recordOf(objectOf<Entry<'chapters'>>({ readTo: isNumber, readAt: isText })),
  labs: recordOf(
    objectOf<Entry<'labs'>>({
      started: isBoolean,
      tasksDone: listOf(isText),
      tasks: isNumber,
      completedAt: optional(isText),
    }),
  ),
  predictions: recordOf(
    objectOf<Entry<'predictions'>>({
      value: isText,
      confidence: optional(isNumber),
      correct: optional(isBoolean),
    }),
  ),
  recalls: recordOf(
    objectOf<Entry<'recalls'>>({ had: isBoolean, step: isNumber, at: isText, dueAt: isText }),
  ),
  last: optional(objectOf<NonNullable<ProgressView['last']>>({ chapter: isText, lab: optional(isLabId) })),
});

const key = 'progress';
const nothing: ProgressView = { chapters: {}, labs: {}, predictions: {}, recalls: {} };

/** What is remembered of a person. What was read while nobody was signed in is from now on theirs. */
export function readProgress(person: string | undefined): ProgressView {
  const own = readStored(personalKey(person, key), isProgress) ?? nothing;
  const nobodys = person === undefined ? undefined : readStored(key, isProgress);
  if (nobodys === undefined) return own;
  const joined = joinProgress(own, nobodys);
  storeProgress(person, joined);
  store(key, undefined);
  return joined;
}

export function storeProgress(person: string | undefined, progress: ProgressView): void {
  store(personalKey(person, key), progress);
}

/** What `first` says stands, but for chapters that were read further in `second`. */
export function joinProgress(first: ProgressView, second: ProgressView): ProgressView {
  return {
    ...second,
    ...first,
    chapters: { ...first.chapters, ...Object.fromEntries(readFurther(first, second)) },
    labs: { ...second.labs, ...first.labs },
    predictions: { ...second.predictions, ...first.predictions },
    recalls: { ...second.recalls, ...first.recalls },
  };
}

/** Chapters that were read further in `second`. */
export function readFurther(first: ProgressView, second: ProgressView): [string, Entry<'chapters'>][] {
  return Object.entries(second.chapters).filter(
    ([chapter, { readTo }]) => readTo > (first.chapters[chapter]?.readTo ?? 0),
  );
}
