import { Command, InvalidArgumentError, Option } from 'commander';
import { severities } from '../audit/severity.ts';
import { chapterIds } from '../lab/book/book-plan.ts';
import { SeatKindSchema } from '../lab/seats/seat-kind.ts';
import { jobKinds } from '../lab/wire/jobs.ts';
import { drydockVersion } from '../runner/drydock-version.ts';
import type { AuditCommandOptions } from './commands/audit.ts';
import type { StartOptions } from './commands/start.ts';
import type { TakeawaysOptions } from './commands/takeaways.ts';
import type { XrayCommandOptions } from './commands/xray.ts';
import type { HomeOptions } from './open-home.ts';
import { makeOutput, type Output } from './output.ts';
import { tell } from './plain-text.ts';
import { seatOptions } from './seat-options.ts';
import { makeLineProgress } from './show-progress.ts';

/** Each is read when it is called: half of the time of a short command would go into what others need. */
const commands = {
  audit: () => import('./commands/audit.ts'),
  backup: () => import('./commands/backup.ts'),
  doctor: () => import('./commands/doctor.ts'),
  home: () => import('./commands/home.ts'),
  images: () => import('./commands/images.ts'),
  lab: () => import('./commands/lab.ts'),
  labs: () => import('./commands/labs.ts'),
  proof: () => import('./commands/proof.ts'),
  sessions: () => import('./commands/sessions.ts'),
  start: () => import('./commands/start.ts'),
  takeaways: () => import('./commands/takeaways.ts'),
  transcripts: () => import('./commands/transcripts.ts'),
  why: () => import('./commands/why.ts'),
  xray: () => import('./commands/xray.ts'),
};

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
    .action(act(async ({ options }) => (await commands.start()).start(options as StartOptions, signal)));
  json(program.command('open').description('print a fresh login link')).action(
    act(async ({ options, output }) => (await commands.home()).openBook(options, output)),
  );
  const sessions = program.command('sessions').description('the browsers that are signed in');
  json(sessions.command('list').description('all of them')).action(
    act(async ({ options, output }) => (await commands.sessions()).listSessions(options, output)),
  );
  json(
    sessions
      .command('end [ids...]')
      .description('sign them out; what they have open is closed')
      .option('--all', 'every one of them'),
  ).action(
    act(async ({ options, output }, ids: string[]) =>
      (await commands.sessions()).endSessions(ids, options, output),
    ),
  );
  json(program.command('doctor').description('what this machine can do, and which labs run on it')).action(
    act(async ({ options, output }) => (await commands.doctor()).doctor(options, output)),
  );
  json(program.command('stop').description('stop seats and engines of ours')).action(
    act(async ({ options, output }) => (await commands.home()).stopSeats(options, output)),
  );
  json(
    program
      .command('clean')
      .description('remove all that is ours, and only that')
      .option('--keep-progress', 'keep what you have done'),
  ).action(act(async ({ options, output }) => (await commands.home()).cleanHome(options, output)));
  json(
    program
      .command('backup [file]')
      .description('write database, workspaces and kept copies into one file, while a server runs or not'),
  ).action(act(async (given, file: string | undefined) => (await commands.backup()).backUpHome(file, given)));
  json(
    program
      .command('restore <file>')
      .description('put such a file in the place of what this home has; that is kept aside'),
  ).action(act(async (given, file: string) => (await commands.backup()).restoreHome(file, given)));
  program
    .command('build')
    .description('build the book into dist/')
    .action(act(async () => (await import('./site-build.ts')).buildSite(makeLineProgress(tell), signal)));

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
      .description('run a program in copies of a service, each with less defence, and name who refuses it'),
  ).action(
    act(async ({ options, output }, target: string, service: string, argv: string[]) =>
      (await commands.why()).whyRefused({ target, service, argv }, options, output, signal),
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

  const images = program.command('images').description('the images that labs use');
  json(images.command('list').description('which are here')).action(
    act(async ({ options, output }) => (await commands.images()).listImages(options, output, signal)),
  );
  json(images.command('prepare [ids...]').description('pull or build those that are missing')).action(
    act(async ({ options, output }, ids: string[]) =>
      (await commands.images()).prepareImages(ids, options, output, signal),
    ),
  );

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
      .option('--observation <file>', 'write what the attempt was judged from'),
  ).action(
    act(async ({ options, output }, id: string) =>
      (await commands.lab()).checkLab(id, options, output, signal),
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
