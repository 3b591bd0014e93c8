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
          z.union([z.strictObject({ when, chapter: chapterId }), z.strictObject({ when, lab: LabIdSchema })]),
        )
        .min(1),
    }),
  ),
});

export interface PathStep {
  readonly when: string | undefined;
  readonly kind: 'chapter' | 'lab';
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

/** Throws where a path names a lab that a written chapter does not have, or a chapter that is none. */
export function readPaths(text: string, book: readonly BookChapter[]): readonly BookPath[] {
  return PathsSchema.parse(parse(text)).paths.map((path) => {
    const steps = path.steps.map((step) =>
      'chapter' in step ? chapterStep(step, book) : labStep(step, book, path.id),
    );
    return { ...path, steps, minutes: steps.reduce((sum, { minutes = 0 }) => sum + minutes, 0) };
  });
}

type Written = { readonly when?: string | undefined };

function chapterStep(
  { when, chapter }: Written & { readonly chapter: ChapterId },
  book: readonly BookChapter[],
): PathStep {
  const planned = bookPlan.find(({ id }) => id === chapter);
  const title = `Chapter ${planned?.number ?? ''}: ${planned?.title ?? chapter}`;
  const written = book.find(({ id }) => id === chapter);
  return { when, kind: 'chapter', title, ...(written && { href: written.href, minutes: written.minutes }) };
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
  return { when, kind: 'lab', title, ...(found && { href: hrefOf(lab), minutes: found.minutes }) };
}
