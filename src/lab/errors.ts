/**
 * The one catalogue of what can go wrong on our side or in what an author or learner hands us.
 *
 * A learner's wrong answer is never one of these: it is a `CheckResult` with status `fail`.
 * Codes are permanent, since they stand in docs, logs and evidence.
 */

/** How the command line exits: 1 the answer is no, 2 used wrongly, 3 we failed. */
export type ExitCode = 1 | 2 | 3;

interface ErrorEntry {
  /** A few words: what kind of thing happened. */
  readonly title: string;
  /** What a process that ends because of it exits with. */
  readonly exit: ExitCode;
  /** The HTTP status that the server answers with. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 499 | 500 | 502 | 503 | 504 | 507;
}

export const errorCatalogue = {
  'bad-manifest': { title: 'The manifest of a lab is wrong', exit: 2, status: 422 },
  'bad-chapter': { title: 'A chapter refers to something that is not there', exit: 2, status: 422 },
  'bad-assignment': { title: 'A value of an assignment is wrong', exit: 2, status: 422 },
  'bad-table': { title: 'A table cannot be used', exit: 2, status: 422 },
  'bad-edit': { title: 'An edit of a state no longer applies', exit: 2, status: 422 },
  'bad-compose': { title: 'The compose file cannot be used', exit: 1, status: 422 },
  'compose-refused': { title: 'The compose file asks for more than the lab grants', exit: 1, status: 422 },
  'gate-breached': { title: 'What ran was not what had been allowed', exit: 3, status: 500 },
  'bad-request': { title: 'The request is not of the form expected', exit: 2, status: 400 },
  'bad-content-type': { title: 'The content is of a kind that is not taken here', exit: 2, status: 415 },
  'bad-usage': { title: 'The command was used wrongly', exit: 2, status: 400 },
  'build-failed': { title: 'An image did not build', exit: 1, status: 422 },
  'step-failed': { title: 'A step of a state failed', exit: 1, status: 422 },
  'service-exited': { title: 'A service did not stay up', exit: 1, status: 422 },
  'port-taken': { title: 'A port is already in use', exit: 2, status: 409 },
  'networks-spent': { title: 'No network is left to give', exit: 3, status: 503 },
  'image-unavailable': { title: 'An image cannot be had', exit: 3, status: 502 },
  'engine-absent': { title: 'There is no Docker Engine', exit: 3, status: 503 },
  'engine-lost': { title: 'The Docker Engine went away', exit: 3, status: 503 },
  'engine-failed': { title: 'The Docker Engine refused or failed', exit: 3, status: 502 },
  'seat-unmet': { title: 'No seat on this machine can run the lab', exit: 3, status: 409 },
  'setup-failed': { title: 'The set-up of this machine failed', exit: 3, status: 500 },
  'disk-full': { title: 'The disk is full', exit: 3, status: 507 },
  'home-locked': { title: 'Another server uses this home', exit: 2, status: 409 },
  'not-found': { title: 'There is no such thing', exit: 2, status: 404 },
  'bad-evidence': { title: 'The evidence does not hold', exit: 1, status: 422 },
  'not-started': { title: 'The lab is not started', exit: 1, status: 409 },
  'stale-revision': { title: 'The file has changed since it was read', exit: 1, status: 409 },
  'path-refused': { title: 'The path cannot be used', exit: 2, status: 400 },
  'too-big': { title: 'It is too big', exit: 2, status: 413 },
  'not-allowed': { title: 'Not allowed', exit: 2, status: 403 },
  'lti-refused': { title: 'A launch from a learning platform does not hold', exit: 1, status: 403 },
  'lti-failed': { title: 'A learning platform does not answer as it should', exit: 3, status: 502 },
  'not-signed-in': { title: 'Not signed in', exit: 2, status: 401 },
  'too-many': { title: 'Too many at once', exit: 3, status: 429 },
  cancelled: { title: 'Cancelled', exit: 1, status: 499 },
  'timed-out': { title: 'It took too long', exit: 3, status: 504 },
  internal: { title: 'Something in Drydock broke', exit: 3, status: 500 },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

/** Where in an author's or learner's file the trouble is; lines and columns count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** The key or field, dotted: `services.web.cap_drop`. */
  readonly key?: string | undefined;
}

/** One of several things that are wrong at once. */
export interface ErrorProblem {
  readonly message: string;
  readonly fix?: string | undefined;
  readonly place?: SourcePlace | undefined;
}

export interface ErrorDetails {
  /** What happened, to which thing, and why: one or two sentences. */
  readonly message: string;
  /** What to do next. */
  readonly fix?: string;
  readonly place?: SourcePlace;
  /** Where several things are wrong: all of them, this error's own first. */
  readonly problems?: readonly ErrorProblem[];
  /** Output of the tool that failed, its end if it is long. */
  readonly output?: string;
  readonly cause?: unknown;
}

/** What crosses a process boundary (HTTP, SSE, `--json`) of a `DrydockError`. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly title: string;
  readonly message: string;
  readonly fix?: string | undefined;
  readonly place?: SourcePlace | undefined;
  readonly problems?: readonly ErrorProblem[] | undefined;
  readonly output?: string | undefined;
}

export class DrydockError extends Error {
  readonly code: ErrorCode;
  readonly fix: string | undefined;
  readonly place: SourcePlace | undefined;
  readonly problems: readonly ErrorProblem[] | undefined;
  readonly output: string | undefined;

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(details.message, { cause: details.cause });
    this.name = 'DrydockError';
    this.code = code;
    this.fix = details.fix;
    this.place = details.place;
    this.problems = details.problems;
    this.output = details.output;
  }
}

/** The report of any thrown value; what we did not foresee becomes `internal` and keeps its message. */
export function reportError(error: unknown): ErrorReport {
  if (error instanceof DrydockError) {
    const { code, message, fix, place, problems, output } = error;
    const title = errorCatalogue[code].title;
    return { code, title, message, fix, place, ...(problems ? { problems } : {}), output };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', title: errorCatalogue.internal.title, message };
}
