import { Duplex } from 'node:stream';
import { DrydockError } from '../../lab/errors.ts';
import type { ExecProcess } from '../../lab/ports/engine.ts';

/** A process as one byte stream: what is written is its input, what is read its output. Destroying ends it. */
export function execStream(process: ExecProcess): Duplex {
  const output = process.output[Symbol.asyncIterator]();
  let lastWords = '';
  void (async () => {
    try {
      for await (const chunk of process.errorOutput) {
        lastWords = `${lastWords}${Buffer.from(chunk).toString('utf8')}`.slice(-500);
      }
    } catch {
      // The output breaks with it, and says so.
    }
  })();
  return new Duplex({
    read() {
      output.next().then(
        async ({ done, value }) => {
          if (done !== true) {
            this.push(value);
            return;
          }
          const exitCode = await process.exit.catch(() => -1);
          if (exitCode === 0) this.push(null);
          else this.destroy(brokenBy(lastWords.trim() || `its process ended with ${exitCode}`));
        },
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    },
    write(chunk: Uint8Array, _encoding, callback) {
      process.write(chunk).then(() => callback(), callback);
    },
    final(callback) {
      process.endInput();
      callback();
    },
    destroy(error, callback) {
      process[Symbol.asyncDispose]().then(() => callback(error), callback);
    },
  });
}

function brokenBy(why: string): DrydockError {
  return new DrydockError('engine-lost', {
    message: `The connection to the engine in a seat broke: ${why}`,
    fix: 'Open the lab again; the seat starts by itself.',
  });
}
