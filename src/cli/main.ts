/** The command line: the only place that wires everything together, prints failures and exits. */
import { exitCodeOf, printError } from './failure.ts';
import { makeProgram } from './program.ts';

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort());

let yes = true;
const program = makeProgram(stopping.signal, (answer) => {
  yes = answer;
});
try {
  await program.parseAsync();
  process.exitCode = yes ? 0 : 1;
} catch (error) {
  printError(error, process.argv.includes('--json'));
  process.exitCode = stopping.signal.aborted ? 1 : exitCodeOf(error);
}
// Everything has been let go of; a connection that lingers must not keep a finished command alive.
process.stdout.write('', () => process.exit());
