import { writeFile } from 'node:fs/promises';
import type { HouseOptions } from '../house.ts';
import type { Output } from '../output.ts';
import { playTranscripts } from '../play-transcripts.ts';

/** Runs the commands that the prose shows; the answer is no (exit 1) where one prints something else. */
export async function verifyTranscripts(
  chapters: readonly string[],
  options: HouseOptions,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const played = await playTranscripts(chapters, options, signal);
  const all = played.flatMap(({ chapter, transcripts }) =>
    transcripts.map((each) => ({
      chapter: chapter.id,
      line: each.from,
      lab: each.transcript.lab,
      lie: each.lie,
    })),
  );
  const lies = all.filter(({ lie }) => lie !== undefined);
  output.answer({ checked: all.length, lies }, [
    ...lies.flatMap(({ chapter, line, lie }) => `content/${chapter}.mdx:${line}: ${lie}`.split('\n')),
    `${all.length - lies.length} of ${all.length} transcripts print what the prose says.`,
  ]);
  return lies.length === 0;
}

/** Runs them and writes what they print into the chapters; lines that still match stay as they are. */
export async function updateTranscripts(
  chapters: readonly string[],
  options: HouseOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const changed: string[] = [];
  for (const { chapter, text } of await playTranscripts(chapters, options, signal)) {
    if (text === chapter.text) continue;
    await writeFile(chapter.file, text);
    changed.push(`content/${chapter.id}.mdx`);
  }
  output.answer(
    { changed },
    changed.length === 0
      ? ['Nothing has changed.']
      : changed.map((file) => `${file} is written anew; read its diff.`),
  );
}
