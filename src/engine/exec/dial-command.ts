import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { DrydockError } from '../../lab/errors.ts';

/**
 * A byte stream to the standard input and output of a program that carries a connection (`ssh … dial-stdio`).
 * Resolves once the program runs; ends with its last error line if it exits with a failure.
 */
export async function dialCommand(argv: readonly string[]): Promise<Duplex> {
  const [command = '', ...args] = argv;
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      reject(
        new DrydockError('engine-lost', { message: `${command} does not start: ${cause.message}`, cause }),
      );
    });
  });
  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-500);
  });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.once('exit', (code) => {
    if (code !== 0 && !stream.destroyed) {
      const why = lastWords.trim() === '' ? `${command} ended with ${code}` : lastWords.trim();
      stream.destroy(new DrydockError('engine-lost', { message: `The connection broke: ${why}` }));
    }
  });
  stream.once('close', () => child.kill());
  return stream;
}
