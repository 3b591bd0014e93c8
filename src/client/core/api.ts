/** How the server that serves the page is asked, and no other. */

import type { ErrorReport } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { LabEvent } from '../../lab/wire/events.ts';
import type { AnswerOf, Call, RouteName } from '../../lab/wire/routes.ts';
import type { Shape } from './shape.ts';

/** A stream of events other than that of a lab, and how a frame of it is read. */
export interface EventSource<Event> {
  readonly name: 'mySessionEvents' | 'boardEvents' | 'sharedFiles';
  readonly call?: object;
  /** Throws where it is none of these. */
  readonly parse: (frame: string) => Event;
}

/** Status 0: the server did not answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly report: ErrorReport;
  /** Nothing is wrong: the same is to be asked again after so many seconds. */
  readonly againSeconds: number | undefined;

  constructor(status: number, report: ErrorReport, cause?: unknown, againSeconds?: number) {
    super(report.message, { cause });
    this.status = status;
    this.report = report;
    this.againSeconds = againSeconds;
  }
}

export interface Api {
  /** The answer of a route. Rejects with an `ApiError`. */
  call<Name extends RouteName>(name: Name, ...call: Call<Name>): Promise<AnswerOf<Name>>;
  /**
   * The answer of a route that reads, or what is wanted of it, told by its shape: the schemas are loaded only where it has
   * another. Rejects with an `ApiError`.
   */
  read<Name extends 'progress' | 'status', Wanted>(
    name: Name,
    shape: Shape<Wanted>,
    ...call: Call<Name>
  ): Promise<Wanted | AnswerOf<Name>>;
  /** The events of a lab as they come, until they end or are aborted. Rejects with an `ApiError`. */
  events(lab: LabId, signal: AbortSignal, onOpen: () => void): AsyncGenerator<LabEvent>;
  /**
   * The events of another stream, likewise. Rejects with an `ApiError` also where one is not understood, or where the
   * server gives none for good.
   */
  follow<Event>(source: EventSource<Event>, signal: AbortSignal, onOpen: () => void): AsyncGenerator<Event>;
}

/** What was heard of the server, whatever was asked. */
export interface ServerSigns {
  /** An answer 401: not signed in, or no longer. */
  readonly onRefused: () => void;
  /** There was no answer. */
  readonly onSilence: () => void;
}

/** Nobody answered, which is told at once. */
export function silent({ onSilence }: ServerSigns, cause: unknown): ApiError {
  onSilence();
  return new ApiError(0, silence, cause);
}

const silence: ErrorReport = {
  code: 'internal',
  title: 'The server does not answer',
  message: 'The server that serves this page does not answer.',
  fix: 'See whether `npm start` still runs in its terminal, and start it again if not. Nothing is lost.',
};

/** Drops a refusal of the server, which is shown elsewhere; throws anything else, since that is a fault of ours. */
export function ignoreAnswered(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
}
