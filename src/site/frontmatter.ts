/** What stands between the two `---` of a chapter. */

import { z } from 'astro/zod';
import { closest } from 'fastest-levenshtein';
import { isLabId } from '../lab/lab-id.ts';

const labId = z.string().refine(isLabId, {
  error: (issue) => `"${String(issue.input)}" is not the id of a lab: chapter/lab, as the folders are named`,
});

const fields = {
  /** The number of the chapter: it orders the book. */
  chapter: z.number().int().min(0).optional(),
  /** Reading time without the labs. */
  minutes: z.number().int().min(1).optional(),
  /** The labs of the chapter, in the order in which they stand. */
  labs: z.array(labId).optional(),
  /** Headings of the source that the chapter deals with. */
  seed: z.array(z.string()).optional(),
  /** Repeated here so that the rule below can see them. */
  title: z.string(),
  description: z.string().optional(),
  template: z.enum(['doc', 'splash']).default('doc'),
};

const needed = ['chapter', 'minutes', 'labs', 'description'] as const;
const known = [
  ...Object.keys(fields),
  'draft',
  'head',
  'lastUpdated',
  'editUrl',
  'pagefind',
  'tableOfContents',
];

/**
 * Extends Starlight's frontmatter. A page of the book is a chapter and says all of it; the pages that are
 * not chapters (landing, host, not found) are `template: 'splash'` and need none.
 */
export const chapterFields = z
  .strictObject(fields, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const keys = issue.keys as string[];
      return keys
        .map((key) => `"${key}" is not a field of a chapter. Did you mean "${closest(key, known)}"?`)
        .join(' ');
    },
  })
  .superRefine((data, context) => {
    if (data.template === 'splash') return;
    for (const field of needed) {
      if (data[field] !== undefined) continue;
      context.addIssue({
        code: 'custom',
        path: [field],
        message: `A chapter needs "${field}" in its frontmatter.`,
      });
    }
  });
