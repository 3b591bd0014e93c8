import { join } from 'node:path';
import { DrydockError } from '../lab/errors.ts';
import { formatTranscript, type TranscriptCommand } from '../lab/transcript.ts';
import { updateOutput } from '../lab/transcript-match.ts';
import { bookSeed, makeVars } from '../lab/vars.ts';
import { type Chapter, readChapters } from '../runner/chapters.ts';
import { LabLibrary } from '../runner/library/lab-library.ts';
import { readLabState } from '../runner/library/lab-state.ts';
import { runSteps, stepsOf } from '../runner/state-steps.ts';
import { clearStage } from '../runner/verify/clear-stage.ts';
import { findLie, type PrintedCommand, runTranscript } from '../runner/verify/run-transcript.ts';
import { settle } from '../runner/verify/settle.ts';
import { type HouseOptions, openSeats, root } from './house.ts';
import { tell } from './plain-text.ts';
import { makeLineProgress } from './progress.ts';
import { openProofStage } from './prove-labs.ts';

type Placed = Chapter['transcripts'][number];

export interface PlayedChapter {
  readonly chapter: Chapter;
  readonly transcripts: readonly (Placed & { readonly lie: string | undefined })[];
  /** The chapter with what was printed now. */
  readonly text: string;
}

/** Runs every transcript of chapters, grouped by the state that it names, in a seat of this machine. */
export async function playTranscripts(
  names: readonly string[],
  options: HouseOptions,
  signal: AbortSignal,
): Promise<readonly PlayedChapter[]> {
  const { chapters } = await readChapters(options.content ?? join(root, 'content'));
  const library = await LabLibrary.open(options.labs ?? join(root, 'labs'));
  const { seats, paths } = await openSeats(options);
  await using _ = seats;
  const onProgress = makeLineProgress(tell);
  const played: PlayedChapter[] = [];
  for (const chapter of chooseChapters(chapters, names)) {
    const printed = new Map<Placed, readonly PrintedCommand[]>();
    const groups = Map.groupBy(chapter.transcripts, ({ transcript: { lab, at } }) => `${lab} ${at}`);
    for (const [group, placed] of groups) {
      const [id = '', state = ''] = group.split(' ');
      tell(`  ${chapter.id}: ${id} at ${state}`);
      const lab = library.get(id);
      const vars = makeVars(lab.manifest.vars, id, bookSeed);
      await using stage = await openProofStage({
        lab,
        vars,
        seed: 'transcripts',
        seats,
        home: paths.home,
        onProgress,
        signal,
      });
      await using _cut = await stage.spec.seat.cutEgress?.(signal);
      try {
        await stage.lay(await readLabState(lab, state, vars));
        await stage.up(signal);
        await runSteps(stage.workbench, stepsOf(lab.manifest, state), vars, signal);
        await settle(
          stage,
          (results) => results.every(({ guard, status }) => !guard || status === 'pass'),
          signal,
        );
        for (const each of placed)
          printed.set(each, await runTranscript(stage.workbench, each.transcript, vars, signal));
      } finally {
        await clearStage(stage);
      }
    }
    const transcripts = chapter.transcripts.map((each) => ({
      ...each,
      lie: findLie(each.transcript, printed.get(each) ?? []),
    }));
    played.push({ chapter, transcripts, text: rewrite(chapter, printed) });
  }
  return played;
}

/** The chapter's text with the bodies of its transcripts as they were printed; from the end, so that lines stay true. */
function rewrite(chapter: Chapter, printed: ReadonlyMap<Placed, readonly PrintedCommand[]>): string {
  const lines = chapter.text.split('\n');
  for (const placed of [...chapter.transcripts].reverse()) {
    const commands = (printed.get(placed) ?? []).map(
      ({ command, output }): TranscriptCommand => ({
        ...command,
        output: updateOutput(command.output, output, placed.transcript),
      }),
    );
    const indent = /^\s*/.exec(lines[placed.from - 1] ?? '')?.[0] ?? '';
    const body = formatTranscript(commands)
      .split('\n')
      .map((line) => (line ? indent + line : line));
    lines.splice(placed.from, placed.to - placed.from - 1, ...body);
  }
  return lines.join('\n');
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
