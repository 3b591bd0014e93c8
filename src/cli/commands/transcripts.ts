import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../../files/folder.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import { TranscriptRecordSchema } from '../../lab/transcripts/transcript-record.ts';
import type { Chapter } from '../../runner/chapters.ts';
import { addSights, nothingRecorded } from '../../runner/verify/add-sights.ts';
import { type PlayedChapter, playTranscripts } from '../../runner/verify/play-transcripts.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';
import { tell } from '../plain-text.ts';
import { openProofs } from '../proofs.ts';
import { root } from '../root.ts';

/** Runs the commands that the prose shows; the answer is no (exit 1) where one prints something else. */
export async function verifyTranscripts(
  chapters: readonly string[],
  options: HomeOptions,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const played: PlayedChapter[] = [];
  for await (const each of playChapters(chapters, options, signal)) played.push(each);
  const all = played.flatMap(({ chapter, transcripts }) =>
    transcripts.map((each) => ({
      chapter: chapter.id,
      line: each.from,
      lab: each.transcript.lab,
      lie: each.lie,
      unmet: each.unmet,
    })),
  );
  const lies = all.filter(({ lie }) => lie !== undefined);
  const unmet = all.filter((each) => each.unmet !== undefined);
  output.answer({ checked: all.length - unmet.length, lies, unmet }, [
    ...lies.flatMap(({ chapter, line, lie }) => `content/${chapter}.mdx:${line}: ${lie}`.split('\n')),
    ...unmet.map(({ chapter, line, unmet: why }) => `content/${chapter}.mdx:${line}: is left out: ${why}`),
    `${all.length - lies.length - unmet.length} of ${all.length} transcripts print what the prose says.`,
  ]);
  return lies.length === 0;
}

/**
 * Runs them and writes down on which Engine and kernel they print what the prose says, beside what is recorded of others;
 * the answer is no (exit 1) where one prints something else, of which nothing is written.
 */
export async function recordTranscripts(
  chapters: readonly string[],
  options: HomeOptions,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const written: string[] = [];
  const lies: string[] = [];
  const left: string[] = [];
  for await (const { chapter, transcripts } of playChapters(chapters, options, signal)) {
    const name = join('src', 'site', 'recorded', chapter.id, 'transcripts.json');
    const file = join(root, name);
    const before = await readFile(file, 'utf8').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    const known = before === undefined ? nothingRecorded : TranscriptRecordSchema.parse(JSON.parse(before));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(addSights(known, transcripts), null, 1)}\n`);
    written.push(name);
    for (const { from, lie, unmet } of transcripts) {
      if (lie !== undefined) lies.push(`content/${chapter.id}.mdx:${from}: ${lie}`);
      if (unmet !== undefined) left.push(`content/${chapter.id}.mdx:${from}: stays as noted: ${unmet}`);
    }
  }
  output.answer({ written, lies, left }, [...lies.flatMap((lie) => lie.split('\n')), ...left, ...written]);
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
  for await (const { chapter, text } of playChapters(chapters, options, signal)) {
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

async function* playChapters(
  names: readonly string[],
  options: HomeOptions,
  signal: AbortSignal,
): AsyncGenerator<PlayedChapter> {
  await using proofs = await openProofs(options, tell);
  const onState = (chapter: string, lab: LabId, state: string) => tell(`  ${chapter}: ${lab} at ${state}`);
  for (const chapter of chooseChapters(proofs.chapters, names))
    yield await playTranscripts(chapter, { ...proofs, onState }, signal);
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
