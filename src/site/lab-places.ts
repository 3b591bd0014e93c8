/** Where labs stand in the book. */

/** The element of a chapter's page at which a lab begins. */
export function anchorOf(lab: string): string {
  return `lab-${lab.slice(lab.indexOf('/') + 1)}`;
}
export function hrefOf(lab: string): string {
  return `/${lab.slice(0, lab.indexOf('/'))}/#${anchorOf(lab)}`;
}
