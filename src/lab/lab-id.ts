/** Ids of labs: `chapter/lab`, as the folders are named. */
import * as z from 'zod';

/** The name of a chapter, or of a lab in one. */
export const SlugSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and dashes');

export function isLabId(text: string): boolean {
  const parts = text.split('/');
  return parts.length === 2 && parts.every((part) => SlugSchema.safeParse(part).success);
}

export function chapterOf(lab: string): string {
  return lab.slice(0, lab.indexOf('/'));
}

/** The name of the lab in its chapter. */
export function slugOf(lab: string): string {
  return lab.slice(lab.indexOf('/') + 1);
}

/** The element of a chapter's page at which a lab begins. */
export function anchorOf(lab: string): string {
  return `lab-${slugOf(lab)}`;
}

/** Where it begins in the book, from the root of that. */
export function hrefOf(lab: string): string {
  return `/${chapterOf(lab)}/#${anchorOf(lab)}`;
}
