/** Each transcript of the book says on which Engine and kernel it was printed: by a record of runs, not by hand. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bookPlan } from '../../../src/lab/book/book-plan.ts';
import { shortHash } from '../../../src/lab/general/short-hash.ts';
import { findTranscripts } from '../../../src/lab/transcripts/chapter-transcripts.ts';
import { keyOf, printedOn, TranscriptRecordSchema } from '../../../src/lab/transcripts/transcript-record.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe.each(bookPlan)('the transcripts of $id', ({ id }) => {
  const printed = TranscriptRecordSchema.parse(JSON.parse(read(`src/site/recorded/${id}/transcripts.json`)));
  const placed = findTranscripts(read(`content/${id}.mdx`), `content/${id}.mdx`);

  it('were printed as they stand on an Engine that is named: `npx drydock transcripts record` where not', () => {
    const unseen = placed.filter(({ transcript }) => printedOn(printed, transcript, shortHash).length === 0);
    expect(unseen.map(({ transcript, from }) => `content/${id}.mdx:${from} ${keyOf(transcript)}`)).toEqual(
      [],
    );
  });

  it('are all that the record has', () => {
    const known = new Set(placed.map(({ transcript }) => keyOf(transcript)));
    expect(Object.keys(printed.transcripts).filter((key) => !known.has(key))).toEqual([]);
  });
});
