import { writeFile } from 'node:fs/promises';
import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { Chapter } from '../../runner/chapters.ts';
import { type PlayedChapter, playTranscripts } from '../../runner/verify/play-transcripts.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';
import { tell } from '../plain-text.ts';
import { openProofs } from '../proofs.ts';

/** Runs the commands that the prose shows; the answer is no (exit 1) where one prints something else. */
export async function verifyTranscripts(
  chapters: readonly string[],
  options: HomeOptions,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const played = await playChapters(chapters, options, signal);
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
  options: HomeOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const changed: string[] = [];
  for (const { chapter, text } of await playChapters(chapters, options, signal)) {
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

async function playChapters(
  names: readonly string[],
  options: HomeOptions,
  signal: AbortSignal,
): Promise<readonly PlayedChapter[]> {
  await using proofs = await openProofs(options, tell);
  const onState = (chapter: string, lab: LabId, state: string) => tell(`  ${chapter}: ${lab} at ${state}`);
  const played: PlayedChapter[] = [];
  for (const chapter of chooseChapters(proofs.chapters, names))
    played.push(await playTranscripts(chapter, { ...proofs, onState }, signal));
  return played;
}

/** The chapters of these names. Rejects with `not-found`. */
function chooseChapters(all: readonly Chapter[], names: readonly string[]): readonly Chapter[] {
  const unknown = names.find((name) => !all.some(({ id }) => id === name));
  if (unknown !== undefined)
    throw new DrydockError('not-found', {
      message: `There is no chapter “${unknown}”.`,
      fix: `The chapters are ${all.map(({ id }) => id).join(', ')}.`,
    });
  return names.length === 0 ? all : all.filter(({ id }) => names.includes(id));
}
