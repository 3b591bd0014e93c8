/** Ids of labs: `chapter/lab`, as the folders are named. */
import * as z from 'zod';
import { DrydockError } from './errors.ts';

/** The name of a chapter, or of a lab in one. */
export const SlugSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and dashes');

/** `chapter/lab`: a type of its own, so that no other text is taken for one. Parsed where one comes in. */
export type LabId = `${string}/${string}`;

const Part = z.string().regex(/^[^/]+$/);

/** Of whichever names; labs of the book have slugs. */
export const LabIdSchema = z.templateLiteral([Part, '/', Part], {
  error: 'expected the id of a lab: chapter/lab',
});

/** Whether it could be a lab of the book. */
export function isLabId(text: string): text is LabId {
  const parts = text.split('/');
  return parts.length === 2 && parts.every((part) => SlugSchema.safeParse(part).success);
}

/** Throws `not-found` for what is no id of a lab. */
export function parseLabId(text: string): LabId {
  const { data } = LabIdSchema.safeParse(text);
  if (data !== undefined) return data;
  throw new DrydockError('not-found', {
    message: `There is no lab “${text}”.`,
    fix: 'An id has two parts, as in base-images/distroless. See them all with: drydock labs list',
  });
}

export function chapterOf(lab: LabId): string {
  return lab.slice(0, lab.indexOf('/'));
}

/** The name of the lab in its chapter. */
export function slugOf(lab: LabId): string {
  return lab.slice(lab.indexOf('/') + 1);
}

/** The element of a chapter's page at which a lab begins. */
export function anchorOf(lab: LabId): string {
  return `lab-${slugOf(lab)}`;
}

/** Where it begins in the book, from the root of that. */
export function hrefOf(lab: LabId): string {
  return `/${chapterOf(lab)}/#${anchorOf(lab)}`;
}
