import type { LabId } from '../../lab/lab-id.ts';
import { bookSeed, makeVars, type Vars } from '../../lab/manifest/vars.ts';
import { formatTranscript, type TranscriptCommand } from '../../lab/transcripts/transcript.ts';
import { updateOutput } from '../../lab/transcripts/transcript-match.ts';
import type { Chapter } from '../chapters.ts';
import type { Lab, LabLibrary } from '../library/lab-library.ts';
import type { Stage } from '../stage/stage.ts';
import { clearStage } from './clear-stage.ts';
import { playState } from './play-state.ts';
import { findLie, type PrintedCommand, runTranscript } from './run-transcript.ts';

type Placed = Chapter['transcripts'][number];

export interface PlayedChapter {
  readonly chapter: Chapter;
  readonly transcripts: readonly (Placed & { readonly lie: string | undefined })[];
  /** The chapter with what was printed now. */
  readonly text: string;
}

export interface PlayTools {
  readonly library: LabLibrary;
  openStage(lab: Lab, vars: Vars, seed: string, signal: AbortSignal): Promise<Stage>;
  /** Told of each state that is brought up. */
  readonly onState: (chapter: string, lab: LabId, state: string) => void;
}

/** Runs every transcript of a chapter, grouped by the state that it names. */
export async function playTranscripts(
  chapter: Chapter,
  { library, openStage, onState }: PlayTools,
  signal: AbortSignal,
): Promise<PlayedChapter> {
  const printed = new Map<Placed, readonly PrintedCommand[]>();
  const groups = Map.groupBy(chapter.transcripts, ({ transcript: { lab, at } }) => `${lab} ${at}`);
  for (const [group, placed] of groups) {
    const [id = '', state = ''] = group.split(' ');
    const lab = library.get(id);
    onState(chapter.id, lab.id, state);
    const vars = makeVars(lab.manifest.vars, lab.id, bookSeed);
    await using stage = await openStage(lab, vars, 'transcripts', signal);
    await using _cut = await stage.spec.seat.cutEgress?.(signal);
    try {
      await playState(stage, lab, state, vars, signal);
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
  return { chapter, transcripts, text: rewrite(chapter, printed) };
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
