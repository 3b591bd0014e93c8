import type { Command } from 'commander';
import type { CommandFrame } from './command-frame.ts';
import { commands } from './commands.ts';

/** Labs and chapters as their authors see them: listed, proven, recorded. */
export function addAuthorCommands(program: Command, { act, json, roots, signal }: CommandFrame): void {
  const labs = program.command('labs').description('the labs of the book');
  roots(labs);
  json(labs.command('list').description('all of them')).action(
    act(async ({ options, output }) => (await commands.labs()).listLabs(options, output)),
  );
  json(labs.command('show <id>').description('one of them')).action(
    act(async ({ options, output }, id: string) => (await commands.labs()).showLab(id, options, output)),
  );
  json(
    labs
      .command('verify [ids...]')
      .description('prove them on an engine')
      .option('--junit <file>', 'write JUnit XML'),
  ).action(
    act(async ({ options, output }, ids: string[]) =>
      (await commands.proof()).verifyLabs(ids, options, output, signal),
    ),
  );

  json(
    labs
      .command('record [ids...]')
      .description('take the observations that the book shows where no engine is'),
  ).action(
    act(async ({ options, output }, ids: string[]) =>
      (await commands.proof()).recordLabs(ids, options, output, signal),
    ),
  );

  const transcripts = program.command('transcripts').description('the commands that the prose shows');
  roots(transcripts);
  json(transcripts.command('verify [chapters...]').description('run them and compare')).action(
    act(async ({ options, output }, chapters: string[]) =>
      (await commands.transcripts()).verifyTranscripts(chapters, options, output, signal),
    ),
  );
  json(transcripts.command('update [chapters...]').description('run them and write what they print')).action(
    act(async ({ options, output }, chapters: string[]) =>
      (await commands.transcripts()).updateTranscripts(chapters, options, output, signal),
    ),
  );
  json(
    transcripts
      .command('record [chapters...]')
      .description('run them and write down on which Engine and kernel they print what the prose says'),
  ).action(
    act(async ({ options, output }, chapters: string[]) =>
      (await commands.transcripts()).recordTranscripts(chapters, options, output, signal),
    ),
  );
}
