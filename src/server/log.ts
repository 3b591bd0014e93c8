import { type DestinationStream, type Logger, pino } from 'pino';

/** What must not stand in a log, wherever it turns up. Requests are logged without query and headers anyway. */
const redact = [
  'token',
  'secret',
  'key',
  'authorization',
  'password',
  '*.token',
  '*.secret',
  '*.key',
  'headers',
  '*.headers',
];

export interface LogOptions {
  readonly level?: string;
  /** Where lines of JSON go; standard error without it, since standard output is for answers. */
  readonly destination?: DestinationStream;
}

/** The log of the server. */
export function makeLog({ level = 'info', destination = pino.destination(2) }: LogOptions = {}): Logger {
  return pino({ level, redact, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
