/** The command line: the only place that wires everything together, prints failures and exits. */
import './schemas-as-they-are.ts';
import { endingSignal, exit } from './ending-signal.ts';
import { exitCodeOf, printError } from './failure.ts';
import { makeProgram } from './program/program.ts';

const signal = endingSignal();

let yes = true;
const program = makeProgram(signal, (answer) => {
  yes = answer;
});
try {
  await program.parseAsync();
  process.exitCode = yes ? 0 : 1;
} catch (error) {
  printError(error, process.argv.includes('--json'));
  process.exitCode = signal.aborted ? 1 : exitCodeOf(error);
}
// Everything has been let go of; a connection that lingers must not keep a finished command alive.
process.stdout.write('', () => exit(signal));
