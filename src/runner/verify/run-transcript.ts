import { stripVTControlCharacters } from 'node:util';
import { fillVars, type Vars } from '../../lab/manifest/vars.ts';
import type { Workbench } from '../../lab/ports/seat.ts';
import type { Transcript, TranscriptCommand } from '../../lab/transcripts/transcript.ts';
import { findMismatch } from '../../lab/transcripts/transcript-match.ts';

/** What a command of a transcript really printed. */
export interface PrintedCommand {
  readonly command: TranscriptCommand;
  readonly output: string;
  readonly exit: number;
}

const timeoutMs = 120_000;

/** Runs the commands one after the other in one workspace, each in a shell of its own, both streams in order. */
export async function runTranscript(
  workbench: Pick<Workbench, 'run' | 'workspacePath'>,
  transcript: Transcript,
  vars: Vars,
  signal: AbortSignal,
): Promise<readonly PrintedCommand[]> {
  const printed: PrintedCommand[] = [];
  for (const command of transcript.commands) {
    const result = await workbench.run(['bash', '-c', `exec 2>&1\n${fillVars(command.command, vars)}`], {
      cwd: workbench.workspacePath,
      env: { LANG: 'C.UTF-8', TERM: 'dumb', COLUMNS: '100', PAGER: 'cat', HISTFILE: '' },
      timeoutMs,
      maxBytes: 1_000_000,
      signal,
    });
    printed.push({ command, output: stripVTControlCharacters(result.stdout), exit: result.exitCode });
  }
  return printed;
}

/** What is not as the chapter says, in words; undefined where all of it is. */
export function findLie(transcript: Transcript, printed: readonly PrintedCommand[]): string | undefined {
  for (const { command, output, exit } of printed) {
    if (exit !== command.exit && exit !== command.exitElsewhere)
      return `\`${command.command}\` ended with ${exit}, the chapter says ${tellExit(command)}. It printed: ${output.trim().slice(0, 400)}`;
    const mismatch = findMismatch(command.output, output, transcript);
    if (mismatch)
      return `\`${command.command}\` printed ${quote(mismatch.actual)} where the chapter says ${quote(mismatch.expected)}.`;
  }
  return undefined;
}

const tellExit = ({ exit, exitElsewhere }: TranscriptCommand) =>
  exitElsewhere === undefined ? exit : `${exit} or ${exitElsewhere}`;

const quote = (line: string | undefined) => (line === undefined ? 'nothing' : `“${line}”`);
