import type { Command } from 'commander';
import type { AddPlatformOptions } from '../commands/lti.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { CommandFrame } from './command-frame.ts';
import { commands } from './commands.ts';

/** Learning platforms such as Canvas and Moodle. They ask the server that runs for the home. */
export function addLtiCommands(program: Command, { act, json }: CommandFrame): void {
  const lti = program.command('lti').description('learning platforms that send learners here and get scores');
  json(lti.command('list').description('all of them, with where they were installed')).action(
    act(async ({ options, output }) => (await commands.lti()).listPlatforms(options, output)),
  );
  json(lti.command('invite').description('print what to enter in a platform')).action(
    act(async ({ options, output }) => (await commands.lti()).invitePlatform(options, output)),
  );
  json(
    lti
      .command('add <name>')
      .description('register one by hand, with what it tells of itself')
      .requiredOption('--issuer <text>', 'who it says it is')
      .requiredOption('--client <id>', 'what it calls Drydock: the client id')
      .requiredOption('--auth <address>', 'where it is asked who somebody is')
      .requiredOption('--token <address>', 'where it gives access to its gradebook')
      .requiredOption('--keys <address>', 'its public keys')
      .option('--audience <address>', 'whom requests for access are addressed to, where it wants another')
      .option('--frame <origin...>', 'where its courses are seen, if that is another address')
      .option('--deployment <id...>', 'where it was installed'),
  ).action(
    act(async ({ options, output }, name: string) =>
      (await commands.lti()).addPlatform(name, options as HomeOptions & AddPlatformOptions, output),
    ),
  );
  json(
    lti
      .command('confirm <platform>')
      .description('believe one that registered itself, and all deployments that wait'),
  ).action(
    act(async ({ options, output }, named: string) =>
      (await commands.lti()).confirmPlatform(named, options, output),
    ),
  );
  json(lti.command('remove <platform>').description('believe one nothing any more')).action(
    act(async ({ options, output }, named: string) =>
      (await commands.lti()).removePlatform(named, options, output),
    ),
  );
  json(lti.command('courses').description('courses of platforms, and which course here each is')).action(
    act(async ({ options, output }) => (await commands.lti()).listCourses(options, output)),
  );
  json(
    lti
      .command('course <course>')
      .description('have the course that a platform’s one is here be another')
      .requiredOption('--is <course>', 'the course that has the roster and the assignments'),
  ).action(
    act(async ({ options, output }, named: string) =>
      (await commands.lti()).moveCourse(named, options as HomeOptions & { is?: string }, output),
    ),
  );
  json(
    lti
      .command('scores')
      .description('scores on their way, and what keeps them')
      .option('--retry', 'have those that failed go again'),
  ).action(act(async ({ options, output }) => (await commands.lti()).listScores(options, output)));
}
