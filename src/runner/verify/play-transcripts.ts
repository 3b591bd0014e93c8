import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import { bookSeed, makeVars, type Vars } from '../../lab/manifest/vars.ts';
import type { EngineInfo } from '../../lab/ports/engine.ts';
import type { SeatClass } from '../../lab/seats/seat-class.ts';
import { formatTranscript, type TranscriptCommand } from '../../lab/transcripts/transcript.ts';
import { updateOutput } from '../../lab/transcripts/transcript-match.ts';
import type { Chapter } from '../chapters.ts';
import type { Lab, LabLibrary } from '../library/lab-library.ts';
import type { Stage } from '../stage/stage.ts';
import { clearStage } from './clear-stage.ts';
import { playState } from './play-state.ts';
import { findLie, type PrintedCommand, runTranscript } from './run-transcript.ts';

type Placed = Chapter['transcripts'][number];

/** Where a transcript ran, and what its commands printed there. */
export interface PlayedTranscript {
  readonly printed: readonly PrintedCommand[];
  readonly engine: EngineInfo;
  readonly seatClass: SeatClass;
  /** The kernel of the machine of its own kernel, where a command ran in one. */
  readonly guest: string | undefined;
}

export interface PlayedChapter {
  readonly chapter: Chapter;
  /** `lie`: what is not as the chapter says. `unmet`: why no seat here can run it. */
  readonly transcripts: readonly (Placed & {
    readonly played: PlayedTranscript | undefined;
    readonly lie: string | undefined;
    readonly unmet: string | undefined;
  })[];
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
  tools: PlayTools,
  signal: AbortSignal,
): Promise<PlayedChapter> {
  const played = new Map<Placed, PlayedTranscript>();
  const unmet = new Map<Placed, string>();
  const groups = Map.groupBy(chapter.transcripts, ({ transcript: { lab, at } }) => `${lab} ${at}`);
  for (const [group, placed] of groups) {
    const [id = '', state = ''] = group.split(' ');
    const lab = tools.library.get(id);
    tools.onState(chapter.id, lab.id, state);
    try {
      for (const [each, one] of await playGroup(lab, state, placed, tools, signal)) played.set(each, one);
    } catch (error) {
      if (!(error instanceof DrydockError && error.code === 'seat-unmet')) throw error;
      for (const each of placed) unmet.set(each, error.message);
    }
  }
  const transcripts = chapter.transcripts.map((each) => {
    const one = played.get(each);
    const lie = one && findLie(each.transcript, one.printed);
    return { ...each, played: one, lie, unmet: unmet.get(each) };
  });
  return { chapter, transcripts, text: rewrite(chapter, played) };
}

/** Those of one state of one lab, one after the other. Rejects with `seat-unmet` where no seat here can run the lab. */
async function playGroup(
  lab: Lab,
  state: string,
  placed: readonly Placed[],
  { openStage }: PlayTools,
  signal: AbortSignal,
): Promise<ReadonlyMap<Placed, PlayedTranscript>> {
  const played = new Map<Placed, PlayedTranscript>();
  const vars = makeVars(lab.manifest.vars, lab.id, bookSeed);
  await using stage = await openStage(lab, vars, 'transcripts', signal);
  const { seat } = stage.spec;
  await using _cut = await seat.cutEgress?.(signal);
  try {
    await playState(stage, lab, state, vars, signal);
    for (const each of placed) {
      const printed = await runTranscript(stage.workbench, each.transcript, vars, signal);
      const guest = await findGuest(stage.workbench, each.transcript.commands, signal);
      played.set(each, { printed, engine: await seat.engine.info(signal), seatClass: seat.seatClass, guest });
    }
  } finally {
    await clearStage(stage);
  }
  return played;
}

/** The kernel of the service that commands of a transcript reach by `machine-exec`; undefined where none does. */
async function findGuest(
  workbench: Stage['workbench'],
  commands: readonly TranscriptCommand[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const reached = commands.map(({ command }) => /docker compose exec (\S+) machine-exec /.exec(command)?.[1]);
  const service = reached.find((each) => each !== undefined);
  if (service === undefined) return undefined;
  const argv = ['docker', 'compose', 'exec', service, 'machine-exec', '--', 'uname', '-r'];
  const { stdout } = await workbench.run(argv, { cwd: workbench.workspacePath, timeoutMs: 60_000, signal });
  return stdout.trim() || undefined;
}

/** The chapter's text with the bodies of its transcripts as they were printed; from the end, so that lines stay true. */
function rewrite(chapter: Chapter, played: ReadonlyMap<Placed, PlayedTranscript>): string {
  const lines = chapter.text.split('\n');
  for (const placed of [...chapter.transcripts].reverse()) {
    const one = played.get(placed);
    if (one === undefined) continue;
    const commands = one.printed.map(
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
