import { PassThrough, type Readable } from 'node:stream';

/** How much of an output may wait for its reader before the sender is held back. */
const waitingBytes = 256 * 1024;

export interface SplitStreams {
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
  /** Resolves when the source ended, rejects when it broke; the outputs end or break with it. */
  readonly done: Promise<void>;
}

/**
 * Splits an attach stream without a terminal into its two outputs: frames of 8 bytes head (stream number, three
 * zeros, length as a big-endian 32 bit number) and payload, as described under "Stream format" of the Engine API.
 * An output that is read slowly holds the source back, and with it the other output.
 */
export function splitFrames(source: Readable): SplitStreams {
  const streams = makeOutputs();
  return { ...streams, done: finish(streams, deliverFrames(source, streams.stdout, streams.stderr)) };
}

/** The same shape for a stream with a terminal, which has one output. */
export function passTerminal(source: Readable): SplitStreams {
  const streams = makeOutputs();
  streams.stderr.end();
  return { ...streams, done: finish(streams, deliverAll(source, streams.stdout)) };
}

function makeOutputs() {
  const make = () => new PassThrough({ highWaterMark: waitingBytes });
  const streams = { stdout: make(), stderr: make() };
  // A reader that is there gets the error from its own iterator; without one it must not end the process.
  streams.stdout.on('error', () => {});
  streams.stderr.on('error', () => {});
  return streams;
}

async function finish(
  outputs: { stdout: PassThrough; stderr: PassThrough },
  work: Promise<void>,
): Promise<void> {
  try {
    await work;
    outputs.stdout.end();
    outputs.stderr.end();
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    outputs.stdout.destroy(cause);
    outputs.stderr.destroy(cause);
    throw error;
  }
}

async function deliverAll(source: Readable, output: PassThrough): Promise<void> {
  for await (const chunk of source) await deliver(output, chunk as Buffer);
}

async function deliverFrames(source: Readable, stdout: PassThrough, stderr: PassThrough): Promise<void> {
  const head = Buffer.alloc(8);
  let headBytes = 0;
  let remaining = 0;
  for await (const chunk of source) {
    let rest = chunk as Buffer;
    while (rest.length > 0) {
      if (remaining === 0) {
        const taken = rest.copy(head, headBytes, 0, 8 - headBytes);
        headBytes += taken;
        rest = rest.subarray(taken);
        if (headBytes < 8) break;
        headBytes = 0;
        remaining = head.readUInt32BE(4);
        continue;
      }
      const piece = rest.subarray(0, remaining);
      remaining -= piece.length;
      rest = rest.subarray(piece.length);
      await deliver(head[0] === 2 ? stderr : stdout, piece);
    }
  }
}

async function deliver(output: PassThrough, piece: Buffer): Promise<void> {
  // A reader that stopped reading has destroyed its output: the rest of it is dropped.
  if (output.destroyed || output.write(piece)) return;
  // Both are forgotten once one has come: an output that is read slowly is waited for thousands of times.
  await new Promise<void>((resolve) => {
    const goOn = () => {
      output.off('drain', goOn).off('close', goOn);
      resolve();
    };
    output.on('drain', goOn).on('close', goOn);
  });
}
