import { DrydockError } from '../lab/errors.ts';
import type { EngineClient } from './client.ts';
import type { Deadline } from './deadline.ts';
import { cancellable } from './dockerode-gaps.ts';
import { statusOf } from './engine-error.ts';

/**
 * The last lines that a container printed, both streams in the order in which the Engine kept them. Empty where
 * its log driver keeps nothing that can be read back.
 */
export async function readLogTail(client: EngineClient, container: string, lines: number): Promise<string> {
  const read = async ({ signal }: Deadline) => {
    const target = client.docker.getContainer(container);
    const until = cancellable(signal);
    const { Config } = await target.inspect(until);
    try {
      const log = await target.logs({ stdout: true, stderr: true, tail: lines, follow: false, ...until });
      return (Config.Tty ? log : joinFrames(log)).toString('utf8');
    } catch (error) {
      // Who asks for a log explains something with it, and loses that by no error.
      if (error instanceof DrydockError && error.code === 'too-big') return error.message;
      if (statusOf(error) === 501 || /does not support reading/.test(String(error))) return '';
      throw error;
    }
  };
  return client.call(`read the log of ${container.slice(0, 12)}`, read, { kind: 'ask' });
}

/** The payloads of a multiplexed stream (see `splitFrames`), one after the other. */
export function joinFrames(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at + 4);
    pieces.push(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(pieces);
}
