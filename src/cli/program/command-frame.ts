import type { Command } from 'commander';
import type { HomeOptions } from '../open-seats.ts';
import { makeOutput, type Output } from '../output.ts';

interface Shared extends HomeOptions {
  readonly json?: boolean;
}

/** What a command was called with, and where its answer goes. */
export interface Call {
  readonly options: Shared;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** How commands are made alike. */
export interface CommandFrame {
  readonly signal: AbortSignal;
  /** An action whose promise says whether the answer is yes; nothing said is a yes. */
  act<Arguments extends unknown[]>(
    work: (call: Call, ...args: Arguments) => Promise<unknown>,
  ): (...all: unknown[]) => Promise<void>;
  /** With `--json`. */
  json(command: Command): Command;
  /** With other roots of labs and chapters. */
  roots(command: Command): Command;
}

/** `answer` is told whether the answer was no. */
export function makeFrame(signal: AbortSignal, answer: (yes: boolean) => void): CommandFrame {
  const call = (command: Command): Call => {
    const options: Shared = command.optsWithGlobals();
    return { options, output: makeOutput(options.json ?? false), signal };
  };
  return {
    signal,
    act:
      <Arguments extends unknown[]>(work: (call: Call, ...args: Arguments) => Promise<unknown>) =>
      async (...all: unknown[]) => {
        const command = all.at(-1) as Command;
        const yes = await work(call(command), ...(all.slice(0, -2) as Arguments));
        answer(yes !== false);
      },
    json: (command) => command.option('--json', 'print data'),
    roots: (command) =>
      command
        .option('--labs <dir>', 'another root of labs')
        .option('--content <dir>', 'another root of chapters'),
  };
}
