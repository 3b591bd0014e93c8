/** A program in a terminal of its own that is started before anybody knows which: the Engine takes some 80 ms to start one. */
import { unlessAborted } from '../../lab/general/unless-aborted.ts';
import type { ExecProcess, ExecRequest } from '../../lab/ports/engine.ts';
import type { StartProcess } from './command.ts';

/** Disposing ends it, unless it became something: whoever has that ends it. */
export interface WaitingTerminal extends AsyncDisposable {
  /**
   * Becomes the program that is asked for, once. Undefined where it cannot: it was asked for already, or it ended, or the
   * request is none for a terminal of the container's own user.
   */
  become(request: ExecRequest, signal?: AbortSignal): Promise<ExecProcess | undefined>;
}

/**
 * Reads eight digits that say how many follow, and those, in hexadecimal: where to go, how many words the program has, the
 * words, then variables, each ended by a zero. The terminal shows nothing and waits for no end of a line meanwhile, and is
 * as it was before the program begins. Nothing more is read than was said: what is typed next is the program's, with Return
 * as the end of a line (termios(3), ICRNL), however early it comes.
 */
const program = `
use strict; use POSIX ();
my $terminal = POSIX::Termios->new;
$terminal->getattr(0) or exit 1;
my $local = $terminal->getlflag;
$terminal->setlflag(0);
$terminal->setattr(0, POSIX::TCSANOW()) or exit 1;
sub take {
  my ($count, $bytes) = (shift, '');
  while (length $bytes < $count) {
    exit 1 unless sysread(STDIN, $bytes, $count - length $bytes, length $bytes);
  }
  return $bytes;
}
$| = 1;
print '!';
my ($cwd, $words, @rest) = split /\\0/, pack('H*', take(0 + take(8))), -1;
my @argv = splice @rest, 0, $words;
pop @rest;
for (@rest) { my ($name, $value) = split /=/, $_, 2; $ENV{$name} = $value }
$terminal->setlflag($local);
$terminal->setattr(0, POSIX::TCSANOW());
chdir $cwd or do { print STDERR "cannot go to $cwd: $!\\n"; exit 126 };
exec { $argv[0] } @argv;
print STDERR "$argv[0]: $!\\n";
exit 127;
`;

/** As wide as terminals have always been, until it is known. */
const before = { columns: 80, rows: 24 };

/** Resolves once it waits; with undefined where the container has no perl. Rejects as `start` does. */
export async function startWaiting(
  start: StartProcess,
  signal?: AbortSignal,
): Promise<WaitingTerminal | undefined> {
  const process = await start({ argv: ['perl', '-e', program], cwd: '/', tty: before, stdin: true }, signal);
  const output = process.output[Symbol.asyncIterator]();
  try {
    const { value } = await unlessAborted(output.next(), signal);
    if (value === undefined || new TextDecoder().decode(value) !== '!') {
      await process[Symbol.asyncDispose]();
      return undefined;
    }
  } catch (error) {
    await process[Symbol.asyncDispose]();
    throw error;
  }
  let isFree = true;
  process.exit.then(
    () => (isFree = false),
    () => (isFree = false),
  );
  return {
    async become(wanted, until) {
      if (!isFree || wanted.tty === undefined || wanted.user !== undefined) return undefined;
      isFree = false;
      try {
        await unlessAborted(process.resize(wanted.tty), until);
        await unlessAborted(process.write(sayOf(wanted)), until);
        return { ...process, output: { [Symbol.asyncIterator]: () => output } };
      } catch {
        await process[Symbol.asyncDispose]();
        until?.throwIfAborted();
        return undefined;
      }
    },
    async [Symbol.asyncDispose]() {
      if (!isFree) return;
      isFree = false;
      await process[Symbol.asyncDispose]();
    },
  };
}

function sayOf({ argv, cwd = '/', env = {} }: ExecRequest): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const said = Buffer.from(`${[cwd, argv.length, ...argv, ...variables].join('\0')}\0`).toString('hex');
  return String(said.length).padStart(8, '0') + said;
}
