import type { Command } from 'commander';
import type { ExportOptions, ExtendOptions } from '../commands/assignment.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { PolicyOptions } from '../policy-options.ts';
import type { CommandFrame } from './command-frame.ts';
import { commands } from './commands.ts';

/** Courses and graded assignments from a terminal. They ask the server that runs for the home. */
export function addAssignmentCommands(program: Command, frame: CommandFrame): void {
  addCourseCommands(program, frame);
  const { act, json } = frame;
  const assignment = program.command('assignment').description('graded assignments: rules, grades, exports');
  json(
    assignment
      .command('make <title>')
      .description('ask something of a course; dates are by the clocks of its zone')
      .option('--course <course>', 'by its id or title (default: the only one)')
      .option('--labs <list>', 'labs with their points: start/first-container=10,base-images/measure=5')
      .option('--opens <time>', '2026-11-23T08:00 (default: now)')
      .option('--due <time>', '2026-11-30T23:59')
      .option('--minutes <number>', 'counted from when somebody first opens it')
      .option('--attempts <number>', 'for each lab (default: unlimited)')
      .option('--keep <which>', 'best, last or mean', 'best')
      .option('--late <rule>', 'refused, or 10%/day:3', 'refused')
      .option('--grace <minutes>', 'during which late work loses nothing', '0')
      .option('--results <when>', 'learners see them: always, after-due or never', 'always')
      .option('--hints <state>', 'open or closed', 'open')
      .option('--solutions <state>', 'open or closed', 'closed')
      .option('--pass <percent>', 'what is needed to pass')
      .option('--policy <file>', 'all of the rules as JSON instead'),
  ).action(
    act(async ({ options, output }, title: string) =>
      (await commands.assignment()).makeAssignment(title, options as HomeOptions & PolicyOptions, output),
    ),
  );
  json(assignment.command('list').description('all of them, the newest first')).action(
    act(async ({ options, output }) => (await commands.assignment()).listAssignments(options, output)),
  );
  json(
    assignment
      .command('show [assignment]')
      .description('its rules as sentences')
      .option('--person <person>', 'the grade of one, step by step'),
  ).action(
    act(async ({ options, output }, named?: string) =>
      (await commands.assignment()).showAssignment(named, options, output),
    ),
  );
  json(assignment.command('gradebook [assignment]').description('everybody’s grades, made now')).action(
    act(async ({ options, output }, named?: string) =>
      (await commands.assignment()).showGradebook(named, options, output),
    ),
  );
  json(
    assignment
      .command('extend <person> [assignment]')
      .description('what is otherwise for one person, also afterwards')
      .option('--until <time>', 'on time until then')
      .option('--factor <number>', 'so many times the time')
      .option('--minutes <number>', 'so much more time')
      .option('--attempts <number>', 'so many more attempts')
      .option('--excuse', 'it does not count for them')
      .option('--reason <text>', 'for those alone who teach'),
  ).action(
    act(async ({ options, output }, who: string, named?: string) =>
      (await commands.assignment()).extendAssignment(
        who,
        named,
        options as HomeOptions & ExtendOptions,
        output,
      ),
    ),
  );
  addJudgementCommands(assignment, frame);
}

/** What whoever teaches says of work, and how grades leave. */
function addJudgementCommands(assignment: Command, { act, json }: CommandFrame): void {
  json(
    assignment
      .command('override <person> <points> [assignment]')
      .description('say what work is worth; “none” takes that back')
      .option('--lab <lab>', 'of one lab (default: of all)')
      .option('--reason <text>', 'which the person reads'),
  ).action(
    act(async ({ options, output }, who: string, points: string, named?: string) =>
      (await commands.assignment()).overrideGrade(who, points, named, options, output),
    ),
  );
  json(
    assignment
      .command('comment <person> <text> [assignment]')
      .description('say something of somebody’s work, which they read'),
  ).action(
    act(async ({ options, output }, who: string, text: string, named?: string) =>
      (await commands.assignment()).commentWork(who, text, named, options, output),
    ),
  );
  json(
    assignment
      .command('regrade [assignment]')
      .description('judge anew by the labs as they are now: a draft, with who would move')
      .option('--reason <text>', 'why', 'A check was mended')
      .option('--labs <ids>', 'of these labs alone, with commas between')
      .option('--person <person>', 'of one person alone'),
  ).action(
    act(async ({ options, output }, named?: string) =>
      (await commands.regrade()).regradeAssignment(named, options, output),
    ),
  );
  json(assignment.command('regrades [assignment]').description('all of them, with who moves')).action(
    act(async ({ options, output }, named?: string) =>
      (await commands.regrade()).listRegrades(named, options, output),
    ),
  );
  const decisions = {
    apply: ['let a regrade hold', 'applied'],
    discard: ['let a regrade never hold', 'discarded'],
  } as const;
  for (const [name, [description, decision]] of Object.entries(decisions))
    json(assignment.command(`${name} <regrade>`).description(description)).action(
      act(async ({ options, output }, id: string) =>
        (await commands.regrade()).decideRegrade(id, decision, options, output),
      ),
    );
  json(
    assignment
      .command('export <file> [assignment]')
      .description('write grades as another program reads them')
      .option('--as <form>', 'long, canvas, moodle, gradescope, junit, ctrf or json', 'long')
      .option('--canvas <file>', 'for Canvas: its own export, which is filled in')
      .option('--column <head>', 'for Canvas: which column')
      .option('--person <person>', 'for Gradescope: whose'),
  ).action(
    act(async ({ options, output }, file: string, named?: string) =>
      (await commands.assignment()).exportAssignment(
        file,
        named,
        options as HomeOptions & ExportOptions,
        output,
      ),
    ),
  );
}

function addCourseCommands(program: Command, { act, json }: CommandFrame): void {
  const course = program.command('course').description('courses, and who takes part in them');
  json(
    course
      .command('make <title>')
      .description('make one')
      .option('--zone <zone>', 'of the IANA database: Europe/Vienna (default: this machine’s)')
      .option('--keep <days>', 'how long work is kept after its assignment (default: 365; or “always”)'),
  ).action(
    act(async ({ options, output }, title: string) =>
      (await commands.course()).makeCourse(title, options, output),
    ),
  );
  json(course.command('list').description('all of them')).action(
    act(async ({ options, output }) => (await commands.course()).listCourses(options, output)),
  );
  json(
    course
      .command('keep <days> [course]')
      .description('how long work is kept after its assignment, in days; or “always”')
      .option('--for-good', 'also where that removes work now: it cannot be undone'),
  ).action(
    act(async ({ options, output }, how: string, named?: string) =>
      (await commands.course()).keepWorkOf(how, named, options, output),
    ),
  );
  json(
    course
      .command('roster <file> [course]')
      .description('show what a CSV of people would change, with what is wrong by line')
      .option('--apply', 'do it, where nothing is wrong'),
  ).action(
    act(async ({ options, output }, file: string, named?: string) =>
      (await commands.course()).importRoster(file, named, options, output),
    ),
  );
  json(course.command('people [course]').description('who takes part')).action(
    act(async ({ options, output }, named?: string) =>
      (await commands.course()).listEnrolled(named, options, output),
    ),
  );
  json(
    course
      .command('links [person]')
      .description('print links that sign people in, once each; of everybody where nobody is named')
      .option('--course <course>', 'by its id or title (default: the only one)'),
  ).action(
    act(async ({ options, output }, who?: string) =>
      (await commands.course()).linkEnrolled(who, options, output),
    ),
  );
}
