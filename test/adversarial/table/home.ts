/** Attacks on homes and backups: what is restored, what is damaged, what cannot be a home. */
import type { Row } from './row.ts';

export const homeRows: readonly Row[] = [];
