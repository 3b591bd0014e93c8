/** Ways through the book, `content/paths.yaml`, held against the chapters and labs that there are. */

import { parse } from 'yaml';
import * as z from 'zod';
import { bookPlan, type ChapterId, chapterIds } from '../lab/book/book-plan.ts';
import type { LabId } from '../lab/lab-id.ts';
import { chapterOf, hrefOf, LabIdSchema, slugOf } from '../lab/lab-id.ts';
import type { BookChapter } from './book.ts';

const chapterId = z.string().refine((id): id is ChapterId => chapterIds.some((each) => each === id), {
  error: (issue) => `"${String(issue.input)}" is no chapter of the book`,
});
const when = z.string().min(1).optional();
const PathsSchema = z.strictObject({
  paths: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z][a-z-]*$/),
      title: z.string().min(1),
      for: z.string().min(1),
      steps: z
        .array(
          z.union([
            z.strictObject({ when, chapter: chapterId, skim: z.boolean().default(false) }),
            z.strictObject({ when, lab: LabIdSchema }),
          ]),
        )
        .min(1),
    }),
  ),
});

/** Of the eight lines of a summary. */
const skimMinutes = 2;

export interface PathStep {
  readonly when: string | undefined;
  readonly kind: 'chapter' | 'lab';
  /** Of a chapter: its summary alone is read. */
  readonly skims: boolean;
  readonly title: string;
  /** Absent while it is in preparation. */
  readonly href?: string;
  readonly minutes?: number;
}

export interface BookPath {
  readonly id: string;
  readonly title: string;
  readonly for: string;
  readonly steps: readonly PathStep[];
  /** Of the steps that can be taken now. */
  readonly minutes: number;
}

/**
 * Throws where a path names a lab that a written chapter does not have, or a chapter that is none; and where it leads to
 * a lab before its chapter, or before a lab that it builds on.
 */
export function readPaths(text: string, book: readonly BookChapter[]): readonly BookPath[] {
  return PathsSchema.parse(parse(text)).paths.map((path) => {
    checkOrder(path, book);
    const steps = path.steps.map((step) =>
      'chapter' in step ? chapterStep(step, book) : labStep(step, book, path.id),
    );
    return { ...path, steps, minutes: steps.reduce((sum, { minutes = 0 }) => sum + minutes, 0) };
  });
}

/** A path, as it is written. */
type WrittenPath = z.output<typeof PathsSchema>['paths'][number];

function checkOrder({ id, steps }: WrittenPath, book: readonly BookChapter[]): void {
  const labs = new Map(book.flatMap((chapter) => chapter.labs).map((lab) => [lab.id, lab]));
  const before = new Set<string>();
  for (const step of steps) {
    if ('chapter' in step) {
      before.add(step.chapter);
      continue;
    }
    const needed = labs.has(step.lab) ? [chapterOf(step.lab), ...(labs.get(step.lab)?.after ?? [])] : [];
    const missing = needed.find((each) => !before.has(each));
    if (missing !== undefined)
      throw new Error(
        `content/paths.yaml: the path ${id} leads to ${step.lab} without ${missing} before it.`,
      );
    before.add(step.lab);
  }
}

type Written = { readonly when?: string | undefined };

function chapterStep(
  { when, chapter, skim }: Written & { readonly chapter: ChapterId; readonly skim: boolean },
  book: readonly BookChapter[],
): PathStep {
  const planned = bookPlan.find(({ id }) => id === chapter);
  const title = `Chapter ${planned?.number ?? ''}: ${planned?.title ?? chapter}`;
  const written = book.find(({ id }) => id === chapter);
  const readable = written && { href: written.href, minutes: skim ? skimMinutes : written.minutes };
  return { when, kind: 'chapter', skims: skim, title, ...readable };
}

function labStep(
  { when, lab }: Written & { readonly lab: LabId },
  book: readonly BookChapter[],
  path: string,
): PathStep {
  const chapterName = chapterOf(lab);
  if (!chapterIds.some((each) => each === chapterName))
    throw new Error(
      `content/paths.yaml: the path ${path} names ${lab}, and there is no chapter ${chapterName}.`,
    );
  const chapter = book.find(({ id }) => id === chapterName);
  const found = chapter?.labs.find(({ id }) => id === lab);
  if (chapter && !found)
    throw new Error(
      `content/paths.yaml: the path ${path} names ${lab}, which the chapter ${chapterName} does not have.`,
    );
  const title = found?.title ?? `Lab ${slugOf(lab).replaceAll('-', ' ')}`;
  return {
    when,
    kind: 'lab',
    skims: false,
    title,
    ...(found && { href: hrefOf(lab), minutes: found.minutes }),
  };
}
