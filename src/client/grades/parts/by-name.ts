const collator = new Intl.Collator(undefined, { numeric: true });

/** As a reader looks for them in a list. */
export const byName = (one: string, other: string): number => collator.compare(one, other);
