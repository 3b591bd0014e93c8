import type { Command } from 'commander';
import { jobKinds } from '../../lab/wire/jobs.ts';
import type { TakeawaysOptions } from '../commands/takeaways.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { CommandFrame } from './command-frame.ts';
import { commands } from './commands.ts';

/** Work in a lab, and what comes of it. */
export function addLabCommands(program: Command, { act, json, roots, signal }: CommandFrame): void {
  const lab = program.command('lab').description('work in a lab with your own editor');
  roots(lab);
  for (const kind of jobKinds)
    json(
      lab
        .command(`${kind} <id>`)
        .option('--workspace <dir>', 'where its files are')
        .description(jobWords[kind]),
    ).action(
      act(async ({ options, output }, id: string) =>
        (await commands.lab()).performLab(id, kind, options, output, signal),
      ),
    );
  json(
    lab
      .command('check <id>')
      .description('judge what runs')
      .option('--observation <file>', 'write what the attempt was judged from')
      .option('--evidence <file>', 'sign what was judged, and write that')
      .option('--submission <file>', 'write the list of files that the evidence is about'),
  ).action(
    act(async ({ options, output }, id: string) =>
      (await commands.lab()).checkLab(id, options, output, signal),
    ),
  );

  json(
    lab
      .command('hand-in <id>')
      .option('--assignment <assignment>', 'by its id or title (default: the only one with this lab)')
      .option('--anyway', 'also where it could not be graded as it is')
      .option('--key <key>', 'handed in again under the same key, it is the same submission')
      .description('hand in its files and answers to be graded'),
  ).action(
    act(async ({ options, output }, id: string) => (await commands.handIn()).handIn(id, options, output)),
  );

  lab
    .command('shell <id>')
    .option('--name <name>', 'which shell; the page’s first is main', 'main')
    .description('a shell beside its containers, the same as the page’s')
    .action(
      act(async ({ options }, id: string) =>
        (await commands.lab()).openShell(id, options as HomeOptions & { name: string }, signal),
      ),
    );

  json(
    program
      .command('takeaways')
      .description('what you made in the labs that you finished, in one folder')
      .option('--output <dir>', 'where to', 'takeaways')
      .option('--force', 'write over files there that are not what would be written'),
  ).action(
    act(async ({ options, output }) =>
      (await commands.takeaways()).exportTakeaways(options as TakeawaysOptions, output, signal),
    ),
  );
}

const jobWords = {
  start: 'lay out its files and start it',
  run: 'apply what you edited',
  reset: 'start anew; a copy of your files is kept',
  solve: 'lay out the solution and run it; a copy of your files is kept',
  stop: 'stop its containers; your files stay',
} as const;
