import { Command, Option } from 'commander';
import { SeatKindSchema } from '../../lab/seats/seat-kind.ts';
import { drydockVersion } from '../../runner/drydock-version.ts';
import { seatOptions } from '../seat-options.ts';
import { addAssignmentCommands } from './assignment-commands.ts';
import { addAuthorCommands } from './author-commands.ts';
import { makeFrame } from './command-frame.ts';
import { addEvidenceCommands } from './evidence-commands.ts';
import { addHomeCommands } from './home-commands.ts';
import { addLabCommands } from './lab-commands.ts';
import { addLtiCommands } from './lti-commands.ts';
import { addProjectCommands } from './project-commands.ts';
import { addRoomCommands } from './room-commands.ts';

/** The commands of `drydock`. `answer` is told whether the answer was no. */
export function makeProgram(signal: AbortSignal, answer: (yes: boolean) => void): Command {
  const program = new Command('drydock').description(
    'A book you can run, about making Linux containers more secure.',
  );
  program.version(drydockVersion, '--version');
  program.configureHelp({ showGlobalOptions: true }).exitOverride();
  program.option('--home <dir>', 'where Drydock keeps what is yours (default: ~/.local/share/drydock)');
  program.addOption(
    new Option('--engine <kind>', 'which engine to use from now on').choices(SeatKindSchema.options),
  );
  program.option('-y, --yes', 'install what is missing without asking');
  for (const option of seatOptions()) program.addOption(option);

  const frame = makeFrame(signal, answer);
  addHomeCommands(program, frame);
  addProjectCommands(program, frame);
  addAuthorCommands(program, frame);
  addLabCommands(program, frame);
  addRoomCommands(program, frame);
  addAssignmentCommands(program, frame);
  addLtiCommands(program, frame);
  addEvidenceCommands(program, frame);
  return program;
}
