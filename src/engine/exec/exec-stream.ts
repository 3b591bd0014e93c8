import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError } from '../../lab/errors.ts';
import type { ExecProcess } from '../../lab/ports/engine.ts';

/** How long a process may take to end by itself, once its input has ended. */
const endsByItselfMs = 500;

/**
 * A process as one byte stream: what is written is its input, what is read its output. Destroying ends it: its input
 * ends, which is all that a connection needs, and what has not ended within half a second is signalled. To signal it a
 * program is started beside it that looks through all processes, which is much for each call to an engine in a seat.
 */
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
  let hasEnded = false;
  const stream = new Duplex({
    // Where the far end closed it nobody must find it open still.
    allowHalfOpen: false,
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
        (error: unknown) => this.destroy(asError(error)),
      );
    },
    write(chunk: Uint8Array, _encoding, callback) {
      if (hasEnded) return callback(brokenBy('it has ended'));
      process.write(chunk).then(() => callback(), callback);
    },
    final(callback) {
      process.endInput();
      callback();
    },
    destroy(error, callback) {
      process.endInput();
      const whatIsLeft = async () => {
        while ((await output.next()).done !== true);
        await process.exit;
      };
      const ended = whatIsLeft().catch(() => undefined);
      Promise.race([ended, delay(endsByItselfMs, undefined, { ref: false })])
        .then(() => process[Symbol.asyncDispose]())
        .then(() => callback(error), callback);
    },
  });
  // At once, so that no call takes a stream that is known to be broken.
  process.exit.then(
    () => {
      hasEnded = true;
    },
    (error: unknown) => stream.destroy(asError(error)),
  );
  return stream;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

function brokenBy(why: string): DrydockError {
  return new DrydockError('engine-lost', {
    message: `The connection to the engine in a seat broke: ${why}`,
    fix: 'Open the lab again; the seat starts by itself.',
  });
}
