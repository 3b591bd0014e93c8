import type { ListeningSocket, ObservedMount } from '../../lab/observation/observation.ts';
import { parseListeningSockets } from '../proc/listening-sockets.ts';
import { parseMountinfo } from '../proc/mountinfo.ts';
import { type ProcessStatus, parseProcessStatus } from '../proc/process-status.ts';
import { splitArguments } from './container-facts.ts';

/** What `cat` prints one after the other in a container; the arguments last, since they can hold anything. */
export const insideFiles = [
  '/proc/1/status',
  '/proc/1/mountinfo',
  '/proc/1/net/tcp',
  '/proc/1/net/tcp6',
  '/proc/1/net/udp',
  '/proc/1/net/udp6',
  '/proc/1/cmdline',
] as const;

export interface InsideText {
  readonly status: ProcessStatus | undefined;
  readonly mounts: readonly ObservedMount[];
  readonly listening: readonly ListeningSocket[];
  readonly argv: readonly string[];
}

/**
 * Reads those texts put together. Each line is known by its form, so a file that is not there does no harm;
 * what follows the last known line are the arguments.
 */
export function parseInsideText(text: string): InsideText {
  const known =
    /^(?:\w+:[ \t].*|\d+ \d+ \d+:\d+ .*|\s+sl\s+local_address.*|\s*\d+: [0-9A-F]+:[0-9A-F]{4} .*)?\n/;
  let rest = text;
  for (let line = known.exec(rest); line; line = known.exec(rest)) rest = rest.slice(line[0].length);
  const files = text.slice(0, text.length - rest.length);
  const sockets = (['tcp', 'tcp6', 'udp', 'udp6'] as const).flatMap((protocol) =>
    parseListeningSockets(files, protocol),
  );
  return {
    status: parseProcessStatus(files),
    mounts: parseMountinfo(files),
    listening: sockets,
    argv: splitArguments(rest),
  };
}
