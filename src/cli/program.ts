import { Command, InvalidArgumentError, Option } from 'commander';
import { severities } from '../audit/severity.ts';
import { chapterIds } from '../lab/book/book-plan.ts';
import { SeatKindSchema } from '../lab/seats/seat-kind.ts';
import { jobKinds } from '../lab/wire/jobs.ts';
import { drydockVersion } from '../runner/drydock-version.ts';
import { type AuditCommandOptions, auditProject } from './commands/audit.ts';
import { backUpHome, restoreHome } from './commands/backup.ts';
import { doctor } from './commands/doctor.ts';
import { cleanHome, openBook, stopSeats } from './commands/home.ts';
import { listImages, prepareImages } from './commands/images.ts';
import { checkLab, performLab } from './commands/lab.ts';
import { listLabs, recordLabs, showLab, verifyLabs } from './commands/labs.ts';
import { endSessions, listSessions } from './commands/sessions.ts';
import { type StartOptions, start } from './commands/start.ts';
import { exportTakeaways, type TakeawaysOptions } from './commands/takeaways.ts';
import { updateTranscripts, verifyTranscripts } from './commands/transcripts.ts';
import { type XrayCommandOptions, xrayProject } from './commands/xray.ts';
import type { HomeOptions } from './open-home.ts';
import { makeOutput, type Output } from './output.ts';
import { tell } from './plain-text.ts';
import { seatOptions } from './seat-options.ts';
import { makeLineProgress } from './show-progress.ts';
import { buildSite } from './site-build.ts';

interface Shared extends HomeOptions {
  readonly json?: boolean;
}

/** What a command was called with, and where its answer goes. */
interface Call {
  readonly options: Shared;
  readonly output: Output;
  readonly signal: AbortSignal;
}

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

  const call = (command: Command): Call => {
    const options: Shared = command.optsWithGlobals();
    return { options, output: makeOutput(options.json ?? false), signal };
  };
  /** An action whose promise says whether the answer is yes; nothing said is a yes. */
  const act =
    <Arguments extends unknown[]>(work: (call: Call, ...args: Arguments) => Promise<unknown>) =>
    async (...all: unknown[]): Promise<void> => {
      const command = all.at(-1) as Command;
      const yes = await work(call(command), ...(all.slice(0, -2) as Arguments));
      answer(yes !== false);
    };
  const roots = (command: Command) =>
    command
      .option('--labs <dir>', 'another root of labs')
      .option('--content <dir>', 'another root of chapters');
  const json = (command: Command) => command.option('--json', 'print data');

  program
    .command('start')
    .description('serve the book, and bring engine and images')
    .option('--port <number>', 'port', asPort, 4321)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--no-open', 'do not open a browser')
    .action(act(({ options }) => start(options as StartOptions, signal)));
  json(program.command('open').description('print a fresh login link')).action(
    act(({ options, output }) => openBook(options, output)),
  );
  const sessions = program.command('sessions').description('the browsers that are signed in');
  json(sessions.command('list').description('all of them')).action(
    act(({ options, output }) => listSessions(options, output)),
  );
  json(
    sessions
      .command('end [ids...]')
      .description('sign them out; what they have open is closed')
      .option('--all', 'every one of them'),
  ).action(act(({ options, output }, ids: string[]) => endSessions(ids, options, output)));
  json(program.command('doctor').description('what this machine can do, and which labs run on it')).action(
    act(({ options, output }) => doctor(options, output)),
  );
  json(program.command('stop').description('stop seats and engines of ours')).action(
    act(({ options, output }) => stopSeats(options, output)),
  );
  json(
    program
      .command('clean')
      .description('remove all that is ours, and only that')
      .option('--keep-progress', 'keep what you have done'),
  ).action(act(({ options, output }) => cleanHome(options, output)));
  json(
    program
      .command('backup [file]')
      .description('write database, workspaces and kept copies into one file, while a server runs or not'),
  ).action(act((given, file: string | undefined) => backUpHome(file, given)));
  json(
    program
      .command('restore <file>')
      .description('put such a file in the place of what this home has; that is kept aside'),
  ).action(act((given, file: string) => restoreHome(file, given)));
  program
    .command('build')
    .description('build the book into dist/')
    .action(act(() => buildSite(makeLineProgress(tell), signal)));

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
    act(({ options, output }, project: string) =>
      auditProject(project, options as AuditCommandOptions, output, signal),
    ),
  );

  json(
    program
      .command('xray <project>')
      .description('draw a compose project of yours as one HTML file; changes nothing')
      .option('--output <file>', 'where to write it (default: PROJECT.xray.html)'),
  ).action(
    act(({ options, output }, project: string) =>
      xrayProject(project, options as XrayCommandOptions, output, signal),
    ),
  );
  json(
    program
      .command('takeaways')
      .description('what you made in the labs that you finished, in one folder')
      .option('--output <dir>', 'where to', 'takeaways')
      .option('--force', 'write over files there that are not what would be written'),
  ).action(act(({ options, output }) => exportTakeaways(options as TakeawaysOptions, output, signal)));

  const images = program.command('images').description('the images that labs use');
  json(images.command('list').description('which are here')).action(
    act(({ options, output }) => listImages(options, output, signal)),
  );
  json(images.command('prepare [ids...]').description('pull or build those that are missing')).action(
    act(({ options, output }, ids: string[]) => prepareImages(ids, options, output, signal)),
  );

  const labs = program.command('labs').description('the labs of the book');
  roots(labs);
  json(labs.command('list').description('all of them')).action(
    act(({ options, output }) => listLabs(options, output)),
  );
  json(labs.command('show <id>').description('one of them')).action(
    act(({ options, output }, id: string) => showLab(id, options, output)),
  );
  json(
    labs
      .command('verify [ids...]')
      .description('prove them on an engine')
      .option('--junit <file>', 'write JUnit XML'),
  ).action(act(({ options, output }, ids: string[]) => verifyLabs(ids, options, output, signal)));

  json(
    labs
      .command('record [ids...]')
      .description('take the observations that the book shows where no engine is'),
  ).action(act(({ options, output }, ids: string[]) => recordLabs(ids, options, output, signal)));

  const lab = program.command('lab').description('work in a lab with your own editor');
  roots(lab);
  for (const kind of jobKinds)
    json(
      lab
        .command(`${kind} <id>`)
        .option('--workspace <dir>', 'where its files are')
        .description(jobWords[kind]),
    ).action(act(({ options, output }, id: string) => performLab(id, kind, options, output, signal)));
  json(
    lab
      .command('check <id>')
      .description('judge what runs')
      .option('--observation <file>', 'write what the attempt was judged from'),
  ).action(act(({ options, output }, id: string) => checkLab(id, options, output, signal)));

  const transcripts = program.command('transcripts').description('the commands that the prose shows');
  roots(transcripts);
  json(transcripts.command('verify [chapters...]').description('run them and compare')).action(
    act(({ options, output }, chapters: string[]) => verifyTranscripts(chapters, options, output, signal)),
  );
  json(transcripts.command('update [chapters...]').description('run them and write what they print')).action(
    act(({ options, output }, chapters: string[]) => updateTranscripts(chapters, options, output, signal)),
  );
  return program;
}

const jobWords = {
  start: 'lay out its files and start it',
  run: 'apply what you edited',
  reset: 'start anew; a copy of your files is kept',
  solve: 'lay out the solution and run it; a copy of your files is kept',
  stop: 'stop its containers; your files stay',
} as const;

function asPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a port is a number from 0 to 65535.');
  return port;
}
