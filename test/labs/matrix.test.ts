/** A sample of the matrix of lines and attacks is run again; `npm run verify:all` runs the whole of it. */
import { expect, it } from 'vitest';
import type { Line } from '../../labs/stack/attack/lines.ts';
import { compareWithBook } from '../matrix/matrix.ts';
import { findOwnedKind, openProving } from './proving.ts';

/** One that alone stops an attack, one that is needed with others, and one for which another stands in. */
const sample: readonly Line[] = ['secrets', 'read-only', 'socket'];
const kind = await findOwnedKind();

it.skipIf(kind === undefined)(
  'lines and attacks are to one another as the book shows, in a sample of three lines',
  async ({ skip }) => {
    if (!kind) return skip('no engine');
    await using proving = await openProving(kind, { only: ['stack/attack'] });
    expect(await compareWithBook(sample, proving.openStage, AbortSignal.timeout(800_000))).toEqual([]);
  },
);
