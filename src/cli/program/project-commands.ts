import { type Command, InvalidArgumentError, Option } from 'commander';
import { severities } from '../../audit/severity.ts';
import { chapterIds } from '../../lab/book/book-plan.ts';
import type { AuditCommandOptions } from '../commands/audit.ts';
import type { ShrinkCommandOptions } from '../commands/shrink.ts';
import type { XrayCommandOptions } from '../commands/xray.ts';
import type { CommandFrame } from './command-frame.ts';
import { commands } from './commands.ts';

/** What the book's instruments say of a compose project of the reader's own. */
export function addProjectCommands(program: Command, { act, json, signal }: CommandFrame): void {
  json(
    program
      .command('audit <project>')
      .description('hold what the book teaches against a compose project of yours; changes nothing')
      .addOption(new Option('--chapter <id>', 'only the rules of one chapter').choices(chapterIds))
      .addOption(
        new Option('--fail-on <severity>', 'exit 1 from this severity on')
          .choices(severities)
          .default('medium'),
      )
      .option('--accept <file>', 'findings that you live with (default: drydock-audit.yaml, if there is one)')
      .option('--junit <file>', 'write JUnit XML')
      .option('--html <file>', 'write one file for a browser')
      .option('--book <url>', 'where the book is read, for links into it', 'http://127.0.0.1:4321'),
  ).action(
    act(async ({ options, output }, project: string) =>
      (await commands.audit()).auditProject(project, options as AuditCommandOptions, output, signal),
    ),
  );

  json(
    program
      .command('xray <project>')
      .description('draw a compose project of yours as one HTML file; changes nothing')
      .option('--output <file>', 'where to write it (default: PROJECT.xray.html)'),
  ).action(
    act(async ({ options, output }, project: string) =>
      (await commands.xray()).xrayProject(project, options as XrayCommandOptions, output, signal),
    ),
  );
  json(
    program
      .command('why <project-or-lab> <service> <command...>')
      .configureOutput({ outputError: withDashes })
      .description('run a program in copies of a service, each with less defence, and name who refuses it'),
  ).action(
    act(async ({ options, output }, target: string, service: string, argv: string[]) =>
      (await commands.why()).whyRefused({ target, service, argv }, options, output, signal),
    ),
  );

  json(
    program
      .command('shrink <project> <service>')
      .description('find out in copies of a service without which powers its own health check still passes')
      .option('--runs <number>', 'copies that are run at most, 3 or more', wholeNumberFrom(3), 150)
      .option('--within <seconds>', 'one that is not healthy by then does not pass', wholeNumberFrom(1), 30)
      .option('--networks', 'copies reach the other services of the project, and act on them for real')
      .option(
        '--reach-host',
        'copies keep sockets of engines, devices and privileged mode, and use them for real',
      )
      .option('--output <folder>', 'write the compose file and the seccomp profile there'),
  ).action(
    act(async ({ options, output }, project: string, service: string) =>
      (await commands.shrink()).shrinkProject(
        { project, service },
        options as ShrinkCommandOptions,
        output,
        signal,
      ),
    ),
  );
}

function wholeNumberFrom(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d{1,5}$/.test(text) || number < least)
      throw new InvalidArgumentError(`Expected a number from ${least} on.`);
    return number;
  };
}

/** An option of the command that is asked about looks like one of ours. */
function withDashes(text: string, write: (text: string) => void): void {
  const isOption = text.includes('unknown option');
  write(isOption ? `${text}Write -- before the command: drydock why PROJECT SERVICE -- COMMAND\n` : text);
}
