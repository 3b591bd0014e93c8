import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '../lab/errors.ts';
import type { LabId } from '../lab/lab-id.ts';
import { findTranscripts, type PlacedTranscript } from '../lab/transcripts/chapter-transcripts.ts';
import type { Transcript } from '../lab/transcripts/transcript.ts';

export interface Chapter {
  /** The name of its file without the ending. */
  readonly id: string;
  readonly file: string;
  readonly text: string;
  readonly transcripts: readonly PlacedTranscript[];
}

/** Transcripts of all chapters, to be found by the id that a page knows. */
export interface ChapterTranscripts {
  readonly chapters: readonly Chapter[];
  find(lab: LabId, id: string): Transcript | undefined;
}

/**
 * Reads the chapters of a folder. Rejects with `bad-chapter` for an unreadable fence, `bad-usage` where it is not
 * there.
 */
export async function readChapters(contentDir: string): Promise<ChapterTranscripts> {
  const entries = await readdir(contentDir).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT' && cause.code !== 'ENOTDIR') throw cause;
    throw new DrydockError('bad-usage', {
      message: `There is no folder ${contentDir} to read chapters from.`,
      fix: 'Make it, or name another with --content.',
      cause,
    });
  });
  const names = entries.filter((name) => /^[^_].*\.mdx$/.test(name)).sort();
  const chapters = await Promise.all(
    names.map(async (name): Promise<Chapter> => {
      const file = join(contentDir, name);
      const text = await readFile(file, 'utf8');
      return {
        id: name.replace(/\.mdx$/, ''),
        file,
        text,
        transcripts: findTranscripts(text, `content/${name}`),
      };
    }),
  );
  const all = chapters.flatMap((chapter) => chapter.transcripts.map(({ transcript }) => transcript));
  return { chapters, find: (lab, id) => all.find((each) => each.lab === lab && each.id === id) };
}
