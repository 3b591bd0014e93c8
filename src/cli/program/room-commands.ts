import type { Command } from 'commander';
import type { JoinOptions } from '../commands/join.ts';
import type { MakeSessionOptions } from '../commands/session.ts';
import type { SimulateOptions } from '../commands/simulate.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { CommandFrame } from './command-frame.ts';
import { commands } from './commands.ts';

/** A workshop from a terminal: sessions, and who leads them. They ask the server that runs for the home. */
export function addRoomCommands(program: Command, { act, json }: CommandFrame): void {
  const session = program.command('session').description('workshops: a join code, a list of labs, a board');
  json(
    session
      .command('make <title>')
      .description('begin one, and print its code')
      .option('--labs <ids>', 'labs by their ids, with commas between')
      .option('--chapters <ids>', 'all labs of chapters, with commas between')
      .option('--opens <time>', 'ISO 8601, with its offset from UTC (default: now)')
      .option('--ends <time>', 'ISO 8601, with its offset from UTC')
      .option('--for <time>', 'how long instead: 90m, 2h, 3d (default: 3h)')
      .option('--capacity <number>', 'how many can join', '40')
      .option('--keep <time>', 'how long after its end what learners made is kept', '90d')
      .option('--course <title>', 'the course that it belongs to; made where there is none'),
  ).action(
    act(async ({ options, output }, title: string) =>
      (await commands.session()).makeSession(title, options as HomeOptions & MakeSessionOptions, output),
    ),
  );
  json(session.command('list').description('all of them, the newest first')).action(
    act(async ({ options, output }) => (await commands.session()).listSessions(options, output)),
  );
  json(
    session
      .command('doctor [session]')
      .description('before the day: how many seats fit, which labs run, what is missing'),
  ).action(
    act(async ({ options, output, signal }, named?: string) =>
      (await commands.sessionDoctor()).examineSession(named, options, output, signal),
    ),
  );
  json(
    session.command('show [session]').description('how everybody stands; the one that is open now'),
  ).action(
    act(async ({ options, output }, named?: string) =>
      (await commands.session()).showBoard(named, options, output),
    ),
  );
  json(session.command('capacity <number> [session]').description('let so many join')).action(
    act(async ({ options, output }, number: string, named?: string) =>
      (await commands.session()).setCapacity(number, named, options, output),
    ),
  );
  json(
    session
      .command('keep <time> [session]')
      .description(
        'keep what learners made for so long after its end: 30d; a longer time is asked of each of them',
      ),
  ).action(
    act(async ({ options, output }, time: string, named?: string) =>
      (await commands.session()).keepSession(time, named, options, output),
    ),
  );
  json(
    session
      .command('export <file> [session]')
      .description(
        'write how everybody stands: a row for each learner and task as CSV, or all of it as JSON where the file ends in .json',
      ),
  ).action(
    act(async ({ options, output }, file: string, named?: string) =>
      (await commands.exportSession()).exportSession(file, named, options, output),
    ),
  );
  json(
    session
      .command('stuck [session]')
      .description('when the board calls somebody stuck or away; with an option it is changed')
      .option('--minutes <number>', 'the least time without a change')
      .option('--times <number>', 'how many times the median of those who did the task')
      .option('--repeats <number>', 'how often the same message')
      .option('--away <number>', 'after how many minutes without anything somebody is away'),
  ).action(
    act(async ({ options, output }, named?: string) =>
      (await commands.session()).setStuckRule(named, options, output),
    ),
  );
  const changes = {
    open: ['open it now, before its time', { opens: 'now' }],
    pause: ['let nobody work until it goes on', { state: 'paused' }],
    resume: ['go on', { state: 'open' }],
    end: ['end it; what was made can still be read', { state: 'ended' }],
    code: ['draw a new code; the old one lets nobody in any more', { newCode: true }],
  } as const;
  for (const [name, [description, change]] of Object.entries(changes))
    json(session.command(`${name} [session]`).description(description)).action(
      act(async ({ options, output }, named?: string) =>
        (await commands.session()).changeSession(named, change, options, output),
      ),
    );
  json(session.command('extend <time> [session]').description('let it end so much later: 15m')).action(
    act(async ({ options, output }, time: string, named?: string) =>
      (await commands.session()).extendSession(time, named, options, output),
    ),
  );
  json(
    session
      .command('notice <text> [session]')
      .description('tell everybody something')
      .option('--place <path>', 'where to go in the book: /start/#task-look'),
  ).action(
    act(async ({ options, output }, text: string, named?: string) =>
      (await commands.session()).sendNotice(text, named, options, output),
    ),
  );

  json(
    session
      .command('remove <learner> [session]')
      .description('take somebody out; their place is free, and what they made stays'),
  ).action(
    act(async ({ options, output }, learner: string, named?: string) =>
      (await commands.sessionLearners()).removeLearner(learner, named, options, output),
    ),
  );
  json(
    session
      .command('link <learner> [session]')
      .description('print a new personal link of somebody; the ones before it end'),
  ).action(
    act(async ({ options, output }, learner: string, named?: string) =>
      (await commands.sessionLearners()).renewLink(learner, named, options, output),
    ),
  );
  json(
    session
      .command('simulate [session]')
      .description('let learners who are simulated join a session and work in it: for a rehearsal')
      .option('--learners <number>', 'how many', '10')
      .option('--task <time>', 'how long a task takes one of middling speed', '60s')
      .option('--seed <number>', 'plays the same again', '1')
      .option('--ca <file>', 'who vouches for the server over HTTPS (default: the authority of the home)'),
  ).action(
    act(async ({ options, output, signal }, named?: string) =>
      (await commands.simulate()).simulate(named, options as HomeOptions & SimulateOptions, output, signal),
    ),
  );

  json(
    program
      .command('join <address> <code>')
      .description('join a room with your own Docker: labs run here, and what checks say goes there')
      .option('--name <name>', 'what you are called there (default: your name on this machine)')
      .option(
        '--authority <file>',
        'the certificate of the authority of the room, where it has one of its own',
      )
      .option('--agree', 'you have read what is kept of you there, and agree'),
  ).action(
    act(async ({ options, output }, address: string, code: string) =>
      (await commands.join()).joinRoom(address, code, options as JoinOptions, output),
    ),
  );
  json(
    program
      .command('joined')
      .description('the room that was joined, and what has gone there')
      .option('--attempt <id>', 'all that goes there of one attempt'),
  ).action(act(async ({ options, output }) => (await commands.join()).showJoined(options, output)));
  json(program.command('leave').description('send nothing more to the room that was joined')).action(
    act(async ({ options, output }) => (await commands.join()).leaveRoom(options, output)),
  );

  const people = program.command('people').description('who leads courses and sessions');
  json(people.command('list').description('all of them, with their roles')).action(
    act(async ({ options, output }) => (await commands.people()).listPeople(options, output)),
  );
  json(
    people
      .command('add <name>')
      .description('let somebody lead, and print a link that signs them in once')
      .requiredOption('--role <role>', 'instructor, assistant or observer')
      .option('--course <id>', 'of one course (default: of all)'),
  ).action(
    act(async ({ options, output }, name: string) =>
      (await commands.people()).addPerson(name, options, output),
    ),
  );
  json(people.command('link <person>').description('print another link that signs them in once')).action(
    act(async ({ options, output }, person: string) =>
      (await commands.people()).linkPerson(person, options, output),
    ),
  );
  json(people.command('remove <person>').description('take away all roles that they hold')).action(
    act(async ({ options, output }, person: string) =>
      (await commands.people()).removePerson(person, options, output),
    ),
  );
  json(
    people
      .command('export <person> <file>')
      .description('write all that is kept of somebody, who leads or has joined a session, as JSON'),
  ).action(
    act(async ({ options, output }, person: string, file: string) =>
      (await commands.personData()).exportPerson(file, person, options, output),
    ),
  );
  json(
    people
      .command('erase <person>')
      .description('take somebody away with all that is kept of them; what was judged stays, without a name')
      .option('--for-good', 'do it: it cannot be undone'),
  ).action(
    act(async ({ options, output }, person: string) =>
      (await commands.personData()).erasePerson(person, options, output),
    ),
  );
}
