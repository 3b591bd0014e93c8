import { type Command, InvalidArgumentError } from 'commander';
import type { BuildOptions } from '../commands/build.ts';
import type { CertificateOptions } from '../commands/certificate.ts';
import type { StartOptions } from '../commands/start.ts';
import { tell } from '../plain-text.ts';
import { makeLineProgress } from '../show-progress.ts';
import type { CommandFrame } from './command-frame.ts';
import { commands } from './commands.ts';

/** The book as it is served, and what a home has: sign-ins, seats, images, backups. */
export function addHomeCommands(program: Command, { act, json, signal }: CommandFrame): void {
  program
    .command('start')
    .description('serve the book, and bring engine and images')
    .option('--port <number>', 'port', asPort, 4321)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--name <names>', 'further names by which others open it, with commas between them', asNames, [])
    .option('--tls', 'serve HTTPS; so it is where others are let in and the home has a certificate')
    .option('--no-tls', 'serve plain HTTP although the home has a certificate')
    .option('--public-url <url>', 'where a proxy on this machine serves it, such as https://room.example')
    .option('--local-platforms', 'learning platforms may be on this machine, or in a private network')
    .option('--most-seats <number>', 'of seats for many: so many at once that are not stopped', asSeats)
    .option('--graders <number>', 'of seats for many: so many submissions are graded side by side', asGraders)
    .option('--no-open', 'do not open a browser')
    .option('--no-build', 'serve the book as it was built last')
    .option('--with <dir...>', 'also the labs and chapters of other folders, which learners have not read')
    .option('--without-solutions', 'give nobody the solution of a lab, nor the last hint of a task')
    .action(act(async ({ options }) => (await commands.start()).start(options as StartOptions, signal)));
  json(
    program
      .command('certificate')
      .description('make or show the certificate by which a room reaches this server')
      .option('--names <names>', 'names beside those of this machine, with commas between them', asNames, [])
      .option('--renew', 'make a new certificate; browsers that know its authority need nothing new')
      .option('--new-authority', 'make a new authority too; browsers have to be given it')
      .option('--print-ca', 'print the certificate of the authority, to hand out'),
  ).action(
    act(async ({ options, output }) =>
      (await commands.certificate()).showCertificate(options as CertificateOptions, output),
    ),
  );
  json(program.command('open').description('print a fresh login link')).action(
    act(async ({ options, output }) => (await commands.home()).openBook(options, output)),
  );
  const signIns = program.command('sign-ins').description('the browsers that are signed in');
  json(signIns.command('list').description('all of them')).action(
    act(async ({ options, output }) => (await commands.signIns()).listSignIns(options, output)),
  );
  json(
    signIns
      .command('end [ids...]')
      .description('sign them out; what they have open is closed')
      .option('--all', 'every one of them'),
  ).action(
    act(async ({ options, output }, ids: string[]) =>
      (await commands.signIns()).endSignIns(ids, options, output),
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
    .description('build the book, into dist/ unless another folder is named')
    .option('--out <dir>', 'another folder, which it replaces if it is a book that was built')
    .option('--without-solutions', 'leave out what shows a lab solved, and the last hint of each task')
    .option('--with <dir...>', 'also the labs and chapters of other folders')
    .action(
      act(async ({ options }) =>
        (await commands.build()).buildBook(options as BuildOptions, makeLineProgress(tell), signal),
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
  json(
    images
      .command('save <file> [ids...]')
      .description('write all that labs and seats need, or some, into one file for a medium'),
  ).action(
    act(async ({ options, output }, file: string, ids: string[]) =>
      (await commands.bundle()).saveImages(file, ids, options, output, signal),
    ),
  );
  json(
    images
      .command('load <file> [ids...]')
      .description('bring images from such a file; each byte is checked first'),
  ).action(
    act(async ({ options, output }, file: string, ids: string[]) =>
      (await commands.bundle()).loadImages(file, ids, options, output, signal),
    ),
  );
}

function asNames(text: string): readonly string[] {
  return text.split(',').filter((name) => name.trim() !== '');
}

function asPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a port is a number from 0 to 65535.');
  return port;
}

function asGraders(text: string): number {
  if (/^([1-9]|1[0-6])$/.test(text)) return Number(text);
  throw new InvalidArgumentError('how many graders is a number from 1 to 16.');
}

function asSeats(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('how many seats is a number from 1 to 9999.');
}
